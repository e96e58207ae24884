# The libraries with which the bench compares naru: naru_bench_peer_<name>. libuv and libevent are
# the system's, and so is libwebsockets, which may be missing. With NARU_BENCH_NEW_PEERS there are a
# new Asio and a new libuv as well; then NARU_new_asio_HEADERS and
# FETCHCONTENT_SOURCE_DIR_NARU_NEW_LIBUV name folders that need no fetching.
include_guard(GLOBAL)
include(NaruAsio)

option(NARU_BENCH_NEW_PEERS
  "Measure against Asio 1.38.2 and libuv 1.51.0, too, if need be fetched" OFF)

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

# Asio is the one that naru is built with, unless NARU_BENCH_NEW_PEERS adds a newer one.
add_library(naru_bench_peer_asio INTERFACE IMPORTED GLOBAL)
target_link_libraries(naru_bench_peer_asio INTERFACE naru_dependency_asio)

if(NARU_BENCH_NEW_PEERS)
  naru_dependency(new_asio
    PACKAGE asio
    TARGET asio::asio
    HEADER asio.hpp
    CONTENTS asio.hpp asio
    MINIMUM_VERSION asio/version.hpp ASIO_VERSION 103802
    REPOSITORY https://github.com/chriskohlhoff/asio.git
    COMMIT 8806a6803cde7054c3049d3666d3ec36786568c5  # 1.38.2
    INCLUDE_DIRECTORY include)
  add_library(naru_bench_peer_asio_new INTERFACE IMPORTED GLOBAL)
  target_link_libraries(naru_bench_peer_asio_new INTERFACE naru_dependency_new_asio)
endif()

if(WIN32)
  return()
endif()

naru_bench_peer(libuv uv.h uv)
naru_bench_peer(libevent event2/event.h event_core)

# Its scenarios are left out without it.
find_path(NARU_libwebsockets_HEADERS libwebsockets.h DOC "The include folder of libwebsockets")
mark_as_advanced(NARU_libwebsockets_HEADERS)
if(NARU_libwebsockets_HEADERS)
  naru_bench_peer(libwebsockets libwebsockets.h websockets)
endif()

# With sources of its own a library is built as part of the bench.
function(naru_bench_new_libuv)
  set(library libuv::uv_a)
  find_package(libuv 1.51 CONFIG QUIET)
  if(NOT TARGET ${library})
    set(library uv_a)
    include(FetchContent)
    set(LIBUV_BUILD_SHARED OFF)
    set(LIBUV_BUILD_TESTS OFF)
    set(BUILD_TESTING OFF)
    FetchContent_Declare(naru_new_libuv
      GIT_REPOSITORY https://github.com/libuv/libuv.git
      GIT_TAG 5152db2cbfeb5582e9c27c5ea1dba2cd9e10759b)  # 1.51.0
    FetchContent_MakeAvailable(naru_new_libuv)
  endif()
  add_library(naru_bench_peer_libuv_new INTERFACE IMPORTED GLOBAL)
  target_link_libraries(naru_bench_peer_libuv_new INTERFACE ${library})
endfunction()

if(NARU_BENCH_NEW_PEERS)
  naru_bench_new_libuv()
endif()

# bench/harness/machine.py finds the versions in these folders.
set(naru_bench_folders "")
foreach(peer IN ITEMS asio asio_new libuv libuv_new)
  if(TARGET naru_bench_peer_${peer})
    string(APPEND naru_bench_folders
      "${peer}:$<TARGET_PROPERTY:naru_bench_peer_${peer},INTERFACE_INCLUDE_DIRECTORIES>\n")
  endif()
endforeach()
file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/bench/peers.txt" CONTENT "${naru_bench_folders}")
