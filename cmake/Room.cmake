# SPDX-License-Identifier: MIT
# One CMake target a room. Usage, in src/<room>/CMakeLists.txt:
#   nanonas_room(base SOURCES random.cpp TESTS random_test.cpp USES <rooms it builds on>
#                LIBRARIES <imported targets that are linked> HEADERS <imported targets that are headers alone>)
# All rooms together are libnanonas, the library that is installed (cmake/Install.cmake).
enable_testing()
if(NANONAS_CORE_ONLY)
  include(${CMAKE_CURRENT_LIST_DIR}/CoreOnly.cmake)
else()
  find_package(Threads REQUIRED)
  # Public headers use fmt, tl::expected and nothing else.
  find_package(fmt REQUIRED)
  find_package(tl-expected REQUIRED)
  if(NANONAS_TESTS)
    find_package(GTest REQUIRED)
  endif()
endif()
if(NANONAS_TESTS)
  include(GoogleTest)
endif()

add_library(nanonas_options INTERFACE)
target_include_directories(nanonas_options INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(nanonas_options INTERFACE fmt::fmt tl::expected $<TARGET_NAME_IF_EXISTS:Threads::Threads>)
# Same seed, same bits: the compiler may not fuse multiplications and additions on its own.
target_compile_options(nanonas_options INTERFACE -Wall -Wextra -Wshadow -Wpedantic -ffp-contract=off)
if(NANONAS_WERROR)
  target_compile_options(nanonas_options INTERFACE -Werror)
endif()
if(NANONAS_SANITIZE)
  target_compile_options(nanonas_options INTERFACE -fsanitize=${NANONAS_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(nanonas_options INTERFACE -fsanitize=${NANONAS_SANITIZE})
endif()
nanonas_precompile_headers()

if(NOT NANONAS_CORE_ONLY)
  add_library(libnanonas STATIC)
  add_library(nanonas::nanonas ALIAS libnanonas)
  set_target_properties(libnanonas PROPERTIES OUTPUT_NAME nanonas EXPORT_NAME nanonas LINKER_LANGUAGE CXX
                        ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_compile_features(libnanonas PUBLIC cxx_std_20)
  if(NANONAS_SANITIZE)
    target_link_options(libnanonas PUBLIC -fsanitize=${NANONAS_SANITIZE})
  endif()
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/nanonas/*.h)
  target_sources(libnanonas PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  target_link_libraries(libnanonas PUBLIC fmt::fmt tl::expected PRIVATE Threads::Threads)
endif()

function(nanonas_room room)
  cmake_parse_arguments(ROOM "" "" "SOURCES;TESTS;USES;LIBRARIES;HEADERS" ${ARGN})
  add_library(nanonas_${room} STATIC ${ROOM_SOURCES})
  list(TRANSFORM ROOM_USES PREPEND nanonas_)
  target_link_libraries(nanonas_${room} PUBLIC nanonas_options ${ROOM_USES} PRIVATE ${ROOM_LIBRARIES} ${ROOM_HEADERS})
  nanonas_use_precompiled_headers(nanonas_${room} ${ROOM_HEADERS})
  if(TARGET libnanonas)
    target_sources(libnanonas PRIVATE $<TARGET_OBJECTS:nanonas_${room}>)
    target_link_libraries(libnanonas PRIVATE ${ROOM_LIBRARIES})
  endif()
  if(NANONAS_TESTS AND ROOM_TESTS)
    add_executable(nanonas_${room}_test ${ROOM_TESTS})
    target_link_libraries(nanonas_${room}_test PRIVATE nanonas_${room} ${ROOM_LIBRARIES} ${ROOM_HEADERS} GTest::gtest_main)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL wasm32)  # to start the emulator takes longer than most tests do
      add_test(NAME ${room} COMMAND nanonas_${room}_test)
      set_tests_properties(${room} PROPERTIES TIMEOUT 300)
      if(room MATCHES "^(kernels|training)$")  # the same bits in another engine
        add_test(NAME ${room}.node COMMAND ${NODE} ${PROJECT_SOURCE_DIR}/cmake/run_wasm.mjs
                                           $<TARGET_FILE:nanonas_${room}_test> --gtest_filter=-*Keras*)
        set_tests_properties(${room}.node PROPERTIES TIMEOUT 300)
      endif()
    else()
      gtest_discover_tests(nanonas_${room}_test TEST_PREFIX "${room}." DISCOVERY_TIMEOUT 60
                           PROPERTIES TIMEOUT 300)
    endif()
  endif()
endfunction()

# A part of the house: nanonas_<part> has all its rooms.
function(nanonas_rooms part)
  add_library(nanonas_${part} INTERFACE)
  foreach(room IN LISTS ARGN)
    add_subdirectory(src/${room})
    target_link_libraries(nanonas_${part} INTERFACE nanonas_${room})
  endforeach()
endfunction()
