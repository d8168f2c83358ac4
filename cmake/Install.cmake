# SPDX-License-Identifier: MIT
# What `cmake --install` lays down, in the folders of GNUInstallDirs. Components: `runtime` is the program,
# `development` the library for other C++ programs, `mpi` nanonas-mpi; `python` belongs to the wheel alone.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# The program. Its manual page and its completions say what it says itself.
install(TARGETS nanonas RUNTIME COMPONENT runtime)
install(FILES LICENSE NOTICE README.md CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime
        FILES_MATCHING PATTERN *.md PATTERN *.svg)
if(NOT CMAKE_CROSSCOMPILING)
  install(FILES ${NANONAS_MANUAL} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime)
  install(FILES ${NANONAS_COMPLETIONS}/nanonas COMPONENT runtime
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${NANONAS_COMPLETIONS}/_nanonas COMPONENT runtime
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${NANONAS_COMPLETIONS}/nanonas.fish COMPONENT runtime
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
if(NANONAS_MPI)
  install(TARGETS nanonas-mpi RUNTIME COMPONENT mpi)
  file(WRITE ${PROJECT_BINARY_DIR}/nanonas-mpi.1 ".so man1/nanonas.1\n")
  install(FILES ${PROJECT_BINARY_DIR}/nanonas-mpi.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT mpi)
endif()

# The library. One archive of all rooms: there is no ABI to keep while the version is 0.x, a program needs no
# search path to find it, and what a program computes does not change when nanonas is upgraded.
set(PACKAGE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/nanonas)
install(TARGETS libnanonas EXPORT nanonas ARCHIVE COMPONENT development FILE_SET HEADERS COMPONENT development)
install(EXPORT nanonas FILE nanonas-targets.cmake NAMESPACE nanonas:: DESTINATION ${PACKAGE_FOLDER}
        COMPONENT development)
set(NANONAS_CONFIG_FORMATS "")
set(NANONAS_PC_FORMATS "")
if(NANONAS_HEIF)
  string(APPEND NANONAS_CONFIG_FORMATS "LIBHEIF:libheif ")
  string(APPEND NANONAS_PC_FORMATS " libheif")
endif()
if(NANONAS_TIFF)
  string(APPEND NANONAS_CONFIG_FORMATS "LIBTIFF:libtiff-4")
  string(APPEND NANONAS_PC_FORMATS " libtiff-4")
endif()
configure_package_config_file(cmake/nanonas-config.cmake.in nanonas-config.cmake INSTALL_DESTINATION ${PACKAGE_FOLDER}
                              NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(nanonas-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/nanonas-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/nanonas-config-version.cmake
        DESTINATION ${PACKAGE_FOLDER} COMPONENT development)
install(FILES examples/pipeline.cpp DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT development)
install(FILES examples/find_package/CMakeLists.txt DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples/find_package
        COMPONENT development)

# For pkg-config, with the prefix wherever the file itself lies.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE PKGCONFIG_FOLDER)
cmake_path(APPEND PKGCONFIG_FOLDER pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${PKGCONFIG_FOLDER} OUTPUT_VARIABLE NANONAS_PC_PREFIX)
foreach(folder LIBDIR INCLUDEDIR)
  set(NANONAS_PC_${folder} ${CMAKE_INSTALL_${folder}})
  cmake_path(ABSOLUTE_PATH NANONAS_PC_${folder} BASE_DIRECTORY "\${prefix}")
endforeach()
configure_file(cmake/nanonas.pc.in nanonas.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/nanonas.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)
