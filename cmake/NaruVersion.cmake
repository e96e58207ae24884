# The version stands in project(naru VERSION …). The preprocessor needs it in a header too, so it is
# compared here.

set(header "${PROJECT_SOURCE_DIR}/core/include/naru/version.hpp")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
file(STRINGS "${header}" numbers REGEX "^#define NARU_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
list(TRANSFORM numbers REPLACE ".* " "")
list(JOIN numbers "." in_header)
if(NOT in_header STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR
    "CMakeLists.txt has naru ${PROJECT_VERSION}, but ${header} has ${in_header}: correct the header.")
endif()

# Before 1.0 each minor version may change the interface. So a program finds a library of the same
# minor version only, both when it is built and when it is loaded.
set(NARU_INTERFACE_VERSION "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
set(NARU_COMPATIBILITY SameMinorVersion)
