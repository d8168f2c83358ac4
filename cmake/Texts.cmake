# SPDX-License-Identifier: MIT
# nanonas_texts(c_text c/a.c.in c/b.c.in): compiles text files in as what they are. Makes c_text.cpp, which defines
# std::string_view c_text(std::string_view file) for a c_text.h of the room's own; files go by their last name.
function(nanonas_texts function)
  set(entries "")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} content)
    get_filename_component(name ${file} NAME)
    string(APPEND entries "    if (file == \"${name}\") return R\"text(${content})text\";\n")
  endforeach()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME room)
  file(CONFIGURE OUTPUT ${function}.cpp @ONLY CONTENT
"// SPDX-License-Identifier: MIT
#include \"@room@/@function@.h\"

namespace nanonas {

std::string_view @function@(std::string_view file) {
@entries@    return {};
}

}  // namespace nanonas
")
endfunction()
