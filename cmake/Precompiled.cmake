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

# What nearly every source of a room reads, compiled once with the options that rooms have; and the same with JSON.
function(nanonas_precompile_headers)
  set(headers <fmt/format.h> <algorithm> <filesystem> <functional> <map> <memory> <mutex> <optional> <span> <sstream>
      <string> <tl/expected.hpp> <vector>)
  file(CONFIGURE OUTPUT precompiled.cpp CONTENT "// Precompiled headers need a source.\n")
  foreach(name nanonas_precompiled nanonas_precompiled_json)
    add_library(${name} OBJECT EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(${name} PRIVATE nanonas_options)
    target_precompile_headers(${name} PRIVATE ${headers})
  endforeach()
  target_precompile_headers(nanonas_precompiled_json PRIVATE <nlohmann/json.hpp>)
endfunction()

# nanonas_use_precompiled_headers(<target> <imported targets whose headers it reads>)
function(nanonas_use_precompiled_headers target)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_source_file_property(options ${source} COMPILE_OPTIONS)
    if(options)  # a kernel's: for another machine than the headers were compiled for
      set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
  # Behind precompiled headers gcc 12 takes a moved std::string for an array of 32 bytes and warns of its end.
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS AND CMAKE_CXX_COMPILER_ID STREQUAL GNU
     AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overread)
  endif()
  if("nlohmann_json::nlohmann_json" IN_LIST ARGN)
    target_precompile_headers(${target} REUSE_FROM nanonas_precompiled_json)
  else()
    target_precompile_headers(${target} REUSE_FROM nanonas_precompiled)
  endif()
endfunction()
