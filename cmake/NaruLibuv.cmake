# libuv, a peer in the benchmarks, as the target naru_dependency_libuv; no target where the system
# has none. Never fetched: what is compared with is what a user of the system gets.
include_guard(GLOBAL)

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(NARU_LIBUV QUIET libuv)
endif()
find_path(NARU_LIBUV_HEADERS uv.h HINTS ${NARU_LIBUV_INCLUDE_DIRS}
  DOC "The include folder of libuv")
find_library(NARU_LIBUV_LIBRARY NAMES uv libuv HINTS ${NARU_LIBUV_LIBRARY_DIRS}
  DOC "The library libuv")
mark_as_advanced(NARU_LIBUV_HEADERS NARU_LIBUV_LIBRARY)

if(NARU_LIBUV_HEADERS AND NARU_LIBUV_LIBRARY)
  message(STATUS "libuv: ${NARU_LIBUV_LIBRARY}")
  add_library(naru_dependency_libuv INTERFACE IMPORTED GLOBAL)
  target_include_directories(naru_dependency_libuv SYSTEM INTERFACE "${NARU_LIBUV_HEADERS}")
  target_link_libraries(naru_dependency_libuv INTERFACE "${NARU_LIBUV_LIBRARY}")
else()
  message(STATUS "libuv: not found; the benchmarks do without it")
endif()
