# `cpack`, or the target package: .tar.gz and .zip of all that is installed; with a shared library on
# Linux also .deb, in two packages: the library, and what one needs to build programs with it.
# scripts/package makes and tries all of them.

set(CPACK_PACKAGE_VENDOR "The naru authors")
set(CPACK_PACKAGE_CONTACT "The naru authors")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_RESOURCE_FILE_README "${PROJECT_SOURCE_DIR}/README.md")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CHECKSUM SHA256)

set(CPACK_GENERATOR TGZ ZIP)
if(BUILD_SHARED_LIBS AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_COMPONENTS_ALL naru_runtime naru_development)

# The name of the library's package has the version of its interface, so that two of them can be
# installed.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_NARU_RUNTIME_PACKAGE_NAME "libnaru${NARU_INTERFACE_VERSION}")
set(CPACK_DEBIAN_NARU_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_NARU_DEVELOPMENT_PACKAGE_NAME libnaru-dev)
set(CPACK_DEBIAN_NARU_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_NARU_DEVELOPMENT_PACKAGE_DEPENDS
  "libnaru${NARU_INTERFACE_VERSION} (= ${PROJECT_VERSION})")
# The libraries beside naru are static, so programs link what these need.
if(TARGET naru_tls)
  string(APPEND CPACK_DEBIAN_NARU_DEVELOPMENT_PACKAGE_DEPENDS ", libssl-dev (>= 3)")
endif()
if(NARU_WEB_DEFLATE)
  string(APPEND CPACK_DEBIAN_NARU_DEVELOPMENT_PACKAGE_DEPENDS ", zlib1g-dev")
endif()
set(CPACK_COMPONENT_NARU_RUNTIME_DESCRIPTION "The library that programs need which are built with naru.")
set(CPACK_COMPONENT_NARU_DEVELOPMENT_DESCRIPTION
  "Headers, and what CMake and pkg-config need to build programs with naru.")
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/packaging/debian/copyright.cmake")

include(CPack)
