# The libraries with which the bench compares naru, as the system has them: naru_bench_peer_<name>.
include_guard(GLOBAL)

# naru_bench_peer(<name> <header> <library>...)
function(naru_bench_peer name header)
  find_path(NARU_${name}_HEADERS "${header}" REQUIRED DOC "The include folder of ${name}")
  mark_as_advanced(NARU_${name}_HEADERS)
  add_library(naru_bench_peer_${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(naru_bench_peer_${name} SYSTEM INTERFACE "${NARU_${name}_HEADERS}")
  foreach(library IN LISTS ARGN)
    find_library(NARU_${library}_LIBRARY ${library} REQUIRED DOC "A library of ${name}")
    mark_as_advanced(NARU_${library}_LIBRARY)
    target_link_libraries(naru_bench_peer_${name} INTERFACE "${NARU_${library}_LIBRARY}")
  endforeach()
endfunction()

naru_bench_peer(libuv uv.h uv)
naru_bench_peer(libevent event2/event.h event_core)
