# SPDX-License-Identifier: MIT
# Run by cpack between installing and packing: what Debian has in another place or form.
if(NOT CPACK_GENERATOR STREQUAL DEB)
  return()
endif()

file(GLOB manuals ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/man1/*.1)
if(manuals)
  execute_process(COMMAND gzip -9n ${manuals} COMMAND_ERROR_IS_FATAL ANY)
endif()

set(runtime ${CPACK_TEMPORARY_DIRECTORY}/runtime/usr/share)
file(RENAME ${runtime}/zsh/site-functions ${runtime}/zsh/vendor-completions)

set(folder ${runtime}/doc/nanonas)
file(READ ${folder}/LICENSE licence)
file(READ ${folder}/NOTICE notice)
file(WRITE ${folder}/copyright "${licence}\n${notice}
On Debian systems the Apache License, Version 2.0 is in /usr/share/common-licenses/Apache-2.0.\n")
file(REMOVE ${folder}/LICENSE ${folder}/NOTICE)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${folder}/changelog "nanonas (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * This version, as /usr/share/doc/nanonas/CHANGELOG.md describes it.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
execute_process(COMMAND gzip -9n ${folder}/changelog COMMAND_ERROR_IS_FATAL ANY)

# The other packages depend on nanonas of the same version and have its documents.
set(others ${CPACK_COMPONENTS_ALL})
list(REMOVE_ITEM others runtime)
foreach(component IN LISTS others)
  string(TOUPPER ${component} upper)
  set(documents ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr/share/doc)
  file(MAKE_DIRECTORY ${documents})
  file(CREATE_LINK nanonas ${documents}/${CPACK_DEBIAN_${upper}_PACKAGE_NAME} SYMBOLIC)
endforeach()
