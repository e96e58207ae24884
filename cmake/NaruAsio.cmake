# Standalone Asio, for the fallback backend only.
include(NaruDependency)

naru_dependency(asio
  PACKAGE asio
  TARGET asio::asio
  HEADER asio.hpp
  CONTENTS asio.hpp asio
  MINIMUM_VERSION asio/version.hpp ASIO_VERSION 102201
  REPOSITORY https://github.com/chriskohlhoff/asio.git
  COMMIT 8806a6803cde7054c3049d3666d3ec36786568c5  # 1.38.2
  INCLUDE_DIRECTORY include)

# For the bill of materials, which NaruSbom.cmake writes.
function(naru_describe_asio)
  get_target_property(directories naru_dependency_asio INTERFACE_INCLUDE_DIRECTORIES)
  if(TARGET asio::asio)
    get_target_property(directories asio::asio INTERFACE_INCLUDE_DIRECTORIES)
  endif()
  find_file(NARU_asio_VERSION_HEADER asio/version.hpp PATHS ${directories} NO_DEFAULT_PATH
    NO_CMAKE_FIND_ROOT_PATH DOC "The header with the version of asio")
  mark_as_advanced(NARU_asio_VERSION_HEADER)
  set(version NOASSERTION)
  if(NARU_asio_VERSION_HEADER)
    file(STRINGS "${NARU_asio_VERSION_HEADER}" line REGEX "^#define ASIO_VERSION ")
    string(REGEX MATCH "[0-9]+" number "${line}")
    math(EXPR major "${number} / 100000")
    math(EXPR minor "${number} / 100 % 1000")
    math(EXPR patch "${number} % 100")
    set(version "${major}.${minor}.${patch}")
  endif()
  set_target_properties(naru_dependency_asio PROPERTIES
    naru_sbom_name asio
    naru_sbom_version "${version}"
    naru_sbom_source "https://github.com/chriskohlhoff/asio"
    naru_sbom_license BSL-1.0
    naru_sbom_copyright "Copyright (c) 2003 Christopher M. Kohlhoff (chris at kohlhoff dot com)")
endfunction()
naru_describe_asio()
