# Decides whether naru::web can compress messages, and finds the zlib that it needs: ZLIB::ZLIB.
include_guard(GLOBAL)

if(NOT NARU_WEB)
  # Only here, so that a later configuration asks again.
  set(NARU_WEB_DEFLATE OFF)
endif()
# A project that takes naru in may have found zlib itself. Otherwise it must see what is found here,
# because it links naru::web, and so zlib, in a folder above this one.
if(NARU_WEB_DEFLATE AND NOT TARGET ZLIB::ZLIB)
  find_package(ZLIB QUIET)
  if(TARGET ZLIB::ZLIB)
    set_target_properties(ZLIB::ZLIB PROPERTIES IMPORTED_GLOBAL TRUE)
  elseif(NOT NARU_WEB_DEFLATE STREQUAL "AUTO")
    message(FATAL_ERROR "NARU_WEB_DEFLATE is ${NARU_WEB_DEFLATE}, but CMake finds no zlib. Install it (zlib1g-dev on "
      "Debian and Ubuntu), name its folder in ZLIB_ROOT, or set NARU_WEB_DEFLATE to OFF.")
  endif()
endif()
if(NARU_WEB_DEFLATE AND TARGET ZLIB::ZLIB)
  set(NARU_WEB_DEFLATE ON)
else()
  set(NARU_WEB_DEFLATE OFF)
endif()

if(NARU_WEB_DEFLATE)
  if(NOT ZLIB_VERSION_STRING)
    set(ZLIB_VERSION_STRING NOASSERTION)
  endif()
  message(STATUS "naru::web: compression by zlib ${ZLIB_VERSION_STRING}")
  # For the bill of materials, which NaruSbom.cmake writes.
  add_library(naru_dependency_zlib INTERFACE IMPORTED GLOBAL)
  set_target_properties(naru_dependency_zlib PROPERTIES
    naru_sbom_name zlib
    naru_sbom_version "${ZLIB_VERSION_STRING}"
    naru_sbom_source "https://zlib.net"
    naru_sbom_license Zlib
    naru_sbom_copyright "Copyright (c) Jean-loup Gailly and Mark Adler"
    naru_sbom_relation DEPENDS_ON)
elseif(NARU_WEB)
  message(STATUS "naru::web: no compression, there is no zlib or NARU_WEB_DEFLATE is OFF")
endif()
