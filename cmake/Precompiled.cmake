# SPDX-License-Identifier: MIT
# Precompiled headers save half of a clean build. ccache caches nothing behind them, so that a build has either: ccache
# where it is installed (and CCACHE_DISABLE not set), precompiled headers elsewhere. Every source includes what it uses,
# since it must compile without them too.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CCACHE_DISABLE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES ccache)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

# What nearly every source of a room reads; compiled once, with the options that rooms have.
function(nanonas_precompile_headers)
  file(CONFIGURE OUTPUT precompiled.cpp CONTENT "// Precompiled headers need a source.\n")
  add_library(nanonas_precompiled OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(nanonas_precompiled PRIVATE nanonas_options)
  target_precompile_headers(nanonas_precompiled PRIVATE <fmt/format.h> <algorithm> <filesystem> <functional> <map>
                            <memory> <mutex> <optional> <span> <sstream> <string> <tl/expected.hpp> <vector>)
endfunction()

function(nanonas_use_precompiled_headers target)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_source_file_property(options ${source} COMPILE_OPTIONS)
    if(options)  # a kernel's: for another machine than the headers were compiled for
      set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
  target_precompile_headers(${target} REUSE_FROM nanonas_precompiled)
endfunction()
