# The options of the build. Everything else follows from them.

option(NARU_BUILD_TESTS "Build naru's tests" ${PROJECT_IS_TOP_LEVEL})
option(NARU_BUILD_SAMPLES "Build naru's samples" ${PROJECT_IS_TOP_LEVEL})
option(NARU_BUILD_BENCH "Build what measures naru against its peers" OFF)
option(NARU_BUILD_FUZZERS "Have libFuzzer try naru's parsers (Clang only)" OFF)
option(NARU_INSTALL "Have naru installed and exported as a package" ${PROJECT_IS_TOP_LEVEL})

# Code that differs between systems is in folders of these names; the build takes one of them.
set(naru_system_default posix)
if(WIN32)
  set(naru_system_default windows)
endif()
set(NARU_SYSTEM ${naru_system_default} CACHE STRING
  "Whose calls naru makes: 'posix' or 'windows'. Only naru's own tests make those of Windows elsewhere: see tests/kernel")
mark_as_advanced(NARU_SYSTEM)
set(NARU_TEST_KERNEL OFF)
if(NARU_SYSTEM STREQUAL "windows" AND NOT WIN32)
  set(NARU_TEST_KERNEL ON)
endif()

set(naru_iocp_default OFF)
set(naru_asio_default ON)
set(naru_epoll_default OFF)
if(NARU_SYSTEM STREQUAL "windows")
  set(naru_iocp_default ON)
  set(naru_asio_default OFF)
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(naru_epoll_default ON)
endif()
option(NARU_BACKEND_IOCP "The backend on I/O completion ports (Windows only)" ${naru_iocp_default})
option(NARU_BACKEND_ASIO "The backend on standalone Asio" ${naru_asio_default})
option(NARU_BACKEND_EPOLL "The backend on epoll (Linux only)" ${naru_epoll_default})

# The simulation uses private parts of naru, which a shared library hides.
set(naru_simulation_default ${PROJECT_IS_TOP_LEVEL})
if(BUILD_SHARED_LIBS)
  set(naru_simulation_default OFF)
endif()
option(NARU_SIMULATION "Build naru::simulation, a simulated network for tests" ${naru_simulation_default})

# AUTO, so that naru's own builds have it wherever they can; a project that takes naru in asks for it.
set(naru_tls_default OFF)
if(PROJECT_IS_TOP_LEVEL)
  set(naru_tls_default AUTO)
endif()
set(NARU_TLS ${naru_tls_default} CACHE STRING "Build naru::tls: ON, OFF, or AUTO, which is ON where OpenSSL 3 is found")
set_property(CACHE NARU_TLS PROPERTY STRINGS AUTO ON OFF)

option(NARU_WEB "Build naru::web, WebSockets for sessions and as much HTTP as a server needs" ON)
set(naru_web_deflate_default OFF)
if(PROJECT_IS_TOP_LEVEL)
  set(naru_web_deflate_default AUTO)
endif()
set(NARU_WEB_DEFLATE ${naru_web_deflate_default} CACHE STRING
  "Let naru::web compress messages by zlib: ON, OFF, or AUTO, which is ON where zlib is found")
set_property(CACHE NARU_WEB_DEFLATE PROPERTY STRINGS AUTO ON OFF)
option(NARU_WATCH "Build naru::watch, a page in the browser that shows a server while it runs" ${NARU_WEB})

# For naru's own development. They affect only naru's targets, never a consumer's.
option(NARU_WARNINGS_AS_ERRORS "Stop at a warning in naru's own sources" OFF)
option(NARU_COMPILE_IN_GROUPS "Compile naru's tests and samples several sources at a time" OFF)
set(NARU_SANITIZE "" CACHE STRING
  "Sanitizers for naru's own targets: 'address;undefined', 'thread' or nothing")

if(WIN32 AND NOT NARU_SYSTEM STREQUAL "windows")
  message(FATAL_ERROR "NARU_SYSTEM can only be 'windows' on Windows.")
endif()
if(NARU_BACKEND_IOCP AND NOT NARU_SYSTEM STREQUAL "windows")
  message(FATAL_ERROR "NARU_BACKEND_IOCP needs Windows: set it to OFF, or build a windows-* preset.")
endif()
if(NARU_TEST_KERNEL AND (NARU_BACKEND_ASIO OR NARU_BACKEND_EPOLL OR NARU_INSTALL))
  message(FATAL_ERROR "With NARU_SYSTEM 'windows' elsewhere naru has only the backend iocp, and cannot be installed.")
endif()
if(NARU_BACKEND_EPOLL AND NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  message(FATAL_ERROR "NARU_BACKEND_EPOLL needs Linux: set it to OFF.")
endif()
if(NARU_WATCH AND NOT NARU_WEB)
  message(FATAL_ERROR "NARU_WATCH needs NARU_WEB: set it to ON, or NARU_WATCH to OFF.")
endif()
if(NARU_SIMULATION AND BUILD_SHARED_LIBS)
  message(FATAL_ERROR "NARU_SIMULATION needs a static naru, because it uses parts of naru that a shared library "
    "hides: set NARU_SIMULATION or BUILD_SHARED_LIBS to OFF.")
endif()
if(NOT NARU_BACKEND_IOCP AND NOT NARU_BACKEND_ASIO AND NOT NARU_BACKEND_EPOLL)
  message(FATAL_ERROR "naru needs a backend: set NARU_BACKEND_ASIO, or NARU_BACKEND_IOCP on Windows, "
    "or NARU_BACKEND_EPOLL on Linux, to ON.")
endif()

# Their names at run time (--backend=NAME); the tests run once for each.
set(NARU_BACKENDS "")
if(NARU_BACKEND_IOCP)
  list(APPEND NARU_BACKENDS iocp)
endif()
if(NARU_BACKEND_ASIO)
  list(APPEND NARU_BACKENDS asio)
endif()
if(NARU_BACKEND_EPOLL)
  list(APPEND NARU_BACKENDS epoll)
endif()

# What find_package(naru COMPONENTS …) may ask for.
set(NARU_COMPONENTS ${NARU_BACKENDS})
if(NARU_SIMULATION)
  list(APPEND NARU_COMPONENTS simulation)
endif()
if(NARU_WEB)
  list(APPEND NARU_COMPONENTS web)
endif()
if(NARU_WATCH)
  list(APPEND NARU_COMPONENTS watch)
endif()

# NARU_KERNEL is for the few things that Linux does differently from other POSIX systems.
set(NARU_KERNEL "${NARU_SYSTEM}")
if(NARU_SYSTEM STREQUAL "posix" AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(NARU_KERNEL linux)
endif()
