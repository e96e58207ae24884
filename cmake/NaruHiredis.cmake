# hiredis, Redis' own C library, as the target naru_dependency_hiredis, if the system has it. Only
# one sample needs it, so it is not fetched: if it is missing, there is no target.
include_guard(GLOBAL)

if(WIN32)
  message(STATUS "hiredis: not on Windows")
  return()
endif()

find_path(NARU_hiredis_HEADERS hiredis/hiredis.h DOC "The include folder of hiredis")
find_library(NARU_hiredis_LIBRARY hiredis DOC "The library of hiredis")
mark_as_advanced(NARU_hiredis_HEADERS NARU_hiredis_LIBRARY)
if(NARU_hiredis_HEADERS AND NARU_hiredis_LIBRARY)
  message(STATUS "hiredis: ${NARU_hiredis_LIBRARY}")
  add_library(naru_dependency_hiredis INTERFACE IMPORTED GLOBAL)
  target_include_directories(naru_dependency_hiredis SYSTEM INTERFACE "${NARU_hiredis_HEADERS}")
  target_link_libraries(naru_dependency_hiredis INTERFACE "${NARU_hiredis_LIBRARY}")
else()
  message(STATUS "hiredis: missing, chat_server is built without Redis")
endif()
