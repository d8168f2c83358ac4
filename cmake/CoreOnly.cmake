# SPDX-License-Identifier: MIT
# The core for another machine: of the libraries it takes only headers, which this machine has in /usr/include. They come
# through a folder of links, because the rest of /usr/include is of this machine.
set(NANONAS_HEADERS ${PROJECT_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${NANONAS_HEADERS})
foreach(library fmt tl toml++ flatbuffers hwy)
  find_path(folder ${library} PATHS /usr/include NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED NO_CACHE)
  file(CREATE_LINK ${folder}/${library} ${NANONAS_HEADERS}/${library} SYMBOLIC)
  unset(folder)
endforeach()

add_library(nanonas_headers INTERFACE)
target_include_directories(nanonas_headers SYSTEM INTERFACE ${NANONAS_HEADERS})
target_compile_definitions(nanonas_headers INTERFACE FMT_HEADER_ONLY TOML_HEADER_ONLY=1)
add_library(fmt::fmt ALIAS nanonas_headers)
add_library(tl::expected ALIAS nanonas_headers)

if(NANONAS_TESTS)  # GoogleTest from its sources, as Debian's googletest brings them
  set(GOOGLETEST /usr/src/googletest/googletest)
  add_library(nanonas_gtest OBJECT EXCLUDE_FROM_ALL ${GOOGLETEST}/src/gtest-all.cc ${GOOGLETEST}/src/gtest_main.cc)
  target_include_directories(nanonas_gtest PRIVATE ${GOOGLETEST})
  target_include_directories(nanonas_gtest SYSTEM PUBLIC ${GOOGLETEST}/include)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL wasm32)
    target_compile_definitions(nanonas_gtest PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_STREAM_REDIRECTION=0 GTEST_HAS_DEATH_TEST=0
                               _WASI_EMULATED_SIGNAL)
    target_link_libraries(nanonas_gtest PUBLIC wasi-emulated-signal)
  endif()
  add_library(GTest::gtest_main ALIAS nanonas_gtest)
endif()
