# SPDX-License-Identifier: MIT
# `cpack -G DEB`: the packages nanonas, libnanonas-dev and, where it is built, nanonas-mpi. `cpack -G TGZ`: all of it.
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_FILE_NAME nanonas-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL runtime development)
if(NANONAS_MPI)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
endif()

# Debian. Who builds a package is its maintainer, named as for Debian's own tools.
set(CPACK_PACKAGE_CONTACT "The nanonas authors <nanonas@localhost>")
if(DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianFiles.cmake)
set(SAME_VERSION "nanonas (= ${PROJECT_VERSION})")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME nanonas)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION science)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SUGGESTS "gcc-arm-none-eabi, libnewlib-arm-none-eabi, qemu-system-arm,\
 gcc-riscv64-unknown-elf, picolibc-riscv64-unknown-elf, qemu-system-misc, gcc-avr, avr-libc, simavr")
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "\
The program nanonas: pictures go in, one subfolder a class; a small network
that fits the RAM and Flash of a low-end microcontroller comes out, searched,
trained and quantised to int8 on an ordinary CPU, as .tflite and as C without
dependencies.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libnanonas-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${SAME_VERSION}, libexpected-dev, libfmt-dev, libgif-dev, libhwy-dev,\
 libjpeg-dev, libpng-dev, libtbb-dev, libtomlplusplus-dev, libwebp-dev, libxxhash-dev, pkg-config")
if(NANONAS_HEIF)
  string(APPEND CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ", libheif-dev")
endif()
if(NANONAS_TIFF)
  string(APPEND CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ", libtiff-dev")
endif()
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "\
The static C++20 library with its headers, CMake package, pkg-config file and
an example: pictures, search, training, quantisation, memory models, .tflite
and the generator of C.")

set(CPACK_DEBIAN_MPI_PACKAGE_NAME nanonas-mpi)
set(CPACK_DEBIAN_MPI_PACKAGE_SECTION science)
set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "${SAME_VERSION}")
set(CPACK_COMPONENT_MPI_DESCRIPTION "\
The program nanonas-mpi: nanonas whose searches and studies are spread over
MPI ranks, with the result of a single process.")

include(CPack)
