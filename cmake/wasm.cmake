# SPDX-License-Identifier: MIT
# Compiles the core for WebAssembly (SIMD128, no exceptions, no threads) with the clang of the wheel `ziglang`, and runs its
# tests in wasmtime, of which some run in Node too. scripts/test installs the wheels ziglang and wasmtime into .venv.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(PYTHON ${CMAKE_CURRENT_LIST_DIR}/../.venv/bin/python)
if(NOT EXISTS ${PYTHON})
  message(FATAL_ERROR "The compiler for WebAssembly is missing: python3 -m venv .venv && "
                      ".venv/bin/python -m pip install -r tests/requirements.txt")
endif()
execute_process(COMMAND ${PYTHON} -c "import os, ziglang; print(os.path.dirname(ziglang.__file__))"
                OUTPUT_VARIABLE ZIG_FOLDER OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PYTHON} -c "import importlib.metadata; print(importlib.metadata.version('ziglang'))"
                OUTPUT_VARIABLE ZIG_VERSION OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(ZIG ${ZIG_FOLDER}/zig)

# ccache takes a compiler of another date for another compiler; a new .venv has the same one.
find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED ENV{CCACHE_DISABLE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_COMPILERCHECK=string:ziglang-${ZIG_VERSION} ${CCACHE})
endif()

set(CMAKE_C_COMPILER ${ZIG} cc)
set(CMAKE_CXX_COMPILER ${ZIG} c++)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_C_FLAGS_INIT -mcpu=generic+simd128)
set(CMAKE_CXX_FLAGS_INIT "-mcpu=generic+simd128 -fno-exceptions")
set(CMAKE_EXECUTABLE_SUFFIX_CXX .wasm)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--strip-debug -Wl,--max-memory=268435456")
foreach(language C CXX)
  set(CMAKE_${language}_ARCHIVE_CREATE "\"${ZIG}\" ar qc <TARGET> <LINK_FLAGS> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_APPEND "\"${ZIG}\" ar q <TARGET> <LINK_FLAGS> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_FINISH "\"${ZIG}\" ranlib <TARGET>")
endforeach()
set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)

set(CMAKE_CROSSCOMPILING_EMULATOR ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run_wasm.py)
find_program(NODE NAMES nodejs node REQUIRED)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
