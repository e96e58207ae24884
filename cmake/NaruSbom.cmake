# naru_sbom(<file>): writes the bill of materials of the library, as SPDX 2.3 in JSON: naru, and each
# dependency that is compiled into it, with version and licence. What only tests and samples use is
# not part of the library; THIRD_PARTY.md names it.
#
# A dependency is a target that the library or one of its backends links, and that has the properties
# naru_sbom_{name,version,source,license,copyright}. zlib is not compiled in: a program links it with
# naru::web, which the property naru_sbom_relation says.

set(naru_sbom_fields NAME VERSION SOURCE LICENSE COPYRIGHT)

# naru_sbom_package(<result> <fields...>): one package of the list.
function(naru_sbom_package result)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "${naru_sbom_fields}" "")
  set(${result} "    {
      \"SPDXID\": \"SPDXRef-Package-${arg_NAME}\",
      \"name\": \"${arg_NAME}\",
      \"versionInfo\": \"${arg_VERSION}\",
      \"primaryPackagePurpose\": \"LIBRARY\",
      \"downloadLocation\": \"${arg_SOURCE}\",
      \"filesAnalyzed\": false,
      \"licenseConcluded\": \"${arg_LICENSE}\",
      \"licenseDeclared\": \"${arg_LICENSE}\",
      \"copyrightText\": \"${arg_COPYRIGHT}\"
    }" PARENT_SCOPE)
endfunction()

function(naru_sbom file)
  file(STRINGS "${PROJECT_SOURCE_DIR}/LICENSE" copyright REGEX "^Copyright ")
  naru_sbom_package(packages NAME naru VERSION "${PROJECT_VERSION}" SOURCE NOASSERTION
    LICENSE MIT COPYRIGHT "${copyright}")
  set(relations "")

  set(linked "")
  set(parts naru)
  foreach(backend IN LISTS NARU_BACKENDS)
    list(APPEND parts naru_backend_${backend})
  endforeach()
  if(TARGET naru_simulation)
    list(APPEND parts naru_simulation)
  endif()
  if(TARGET naru_web)
    list(APPEND parts naru_web)
  endif()
  if(TARGET naru_watch)
    list(APPEND parts naru_watch)
  endif()
  foreach(part IN LISTS parts)
    get_target_property(libraries ${part} LINK_LIBRARIES)
    list(APPEND linked ${libraries})
  endforeach()
  list(FILTER linked INCLUDE REGEX "^naru_dependency_")
  list(REMOVE_DUPLICATES linked)
  if(TARGET naru_dependency_zlib)
    list(APPEND linked naru_dependency_zlib)
  endif()

  foreach(dependency IN LISTS linked)
    set(fields "")
    foreach(field IN LISTS naru_sbom_fields)
      string(TOLOWER "naru_sbom_${field}" property)
      get_target_property(value ${dependency} ${property})
      if(NOT value)
        message(FATAL_ERROR "${dependency} is part of the library and has no ${property}.")
      endif()
      list(APPEND fields ${field} "${value}")
      set(${field} "${value}")
    endforeach()
    naru_sbom_package(package ${fields})
    get_target_property(relation ${dependency} naru_sbom_relation)
    if(NOT relation)
      set(relation STATIC_LINK)
    endif()
    string(APPEND packages ",\n${package}")
    string(APPEND relations ",
    {
      \"spdxElementId\": \"SPDXRef-Package-naru\",
      \"relationshipType\": \"${relation}\",
      \"relatedSpdxElement\": \"SPDXRef-Package-${NAME}\"
    }")
  endforeach()

  # The same contents have the same name, and a build with SOURCE_DATE_EPOCH the same date.
  string(UUID uuid NAMESPACE 6ba7b811-9dad-11d1-80b4-00c04fd430c8 NAME "${packages}" TYPE SHA1)
  string(TIMESTAMP created "%Y-%m-%dT%H:%M:%SZ" UTC)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/naru.spdx.json.in" "${file}" @ONLY)
endfunction()
