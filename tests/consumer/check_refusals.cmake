# Checks which versions and components of the package in PREFIX are refused, and how.
cmake_minimum_required(VERSION 3.22)

function(refused reason)
  find_package(naru ${ARGN} CONFIG QUIET PATHS "${PREFIX}" NO_DEFAULT_PATH)
  if(naru_FOUND)
    message(SEND_ERROR "find_package(naru ${ARGN}) takes ${naru_VERSION}")
  endif()
  set(said "${naru_CONSIDERED_VERSIONS} ${naru_NOT_FOUND_MESSAGE}")
  if(NOT said MATCHES "${reason}")
    message(SEND_ERROR "find_package(naru ${ARGN}) says: ${said}")
  endif()
endfunction()

string(REGEX MATCH "^([0-9]+)\\.([0-9]+)\\.([0-9]+)$" version "${VERSION}")
math(EXPR older "${CMAKE_MATCH_2} - 1")
math(EXPR newer "${CMAKE_MATCH_2} + 1")
math(EXPR next "${CMAKE_MATCH_3} + 1")
refused("${VERSION}" ${CMAKE_MATCH_1}.${older})
refused("${VERSION}" ${CMAKE_MATCH_1}.${newer})
refused("${VERSION}" ${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${next})
refused("has no component \"carrier_pigeon\"\\. Its components are: [a-z]+"
  ${CMAKE_MATCH_1}.${CMAKE_MATCH_2} COMPONENTS carrier_pigeon)
