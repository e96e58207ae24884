# cpack runs this before it makes .deb files: each of them has to hold the licence, under its own name.
if(CPACK_GENERATOR STREQUAL "DEB")
  foreach(component IN ITEMS NARU_RUNTIME NARU_DEVELOPMENT)
    string(TOLOWER ${component} folder)
    set(name "${CPACK_DEBIAN_${component}_PACKAGE_NAME}")
    configure_file("${CPACK_RESOURCE_FILE_LICENSE}"
      "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${folder}/usr/share/doc/${name}/copyright" COPYONLY)
  endforeach()
endif()
