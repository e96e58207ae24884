# One toolchain file for both hosts. On Windows it sets nothing, and the native compiler builds;
# elsewhere mingw-w64 builds and Wine runs.
if(CMAKE_HOST_WIN32)
  return()
endif()

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

# Debian has two variants for the two threading models, and only the posix one has std::thread.
find_program(NARU_MINGW_CXX NAMES x86_64-w64-mingw32-g++-posix x86_64-w64-mingw32-g++
  DOC "The mingw-w64 C++ compiler")
mark_as_advanced(NARU_MINGW_CXX)
if(NOT NARU_MINGW_CXX)
  message(FATAL_ERROR
    "The mingw-w64 C++ compiler is missing: apt-get install g++-mingw-w64-x86-64-posix")
endif()
set(CMAKE_CXX_COMPILER "${NARU_MINGW_CXX}")
string(REGEX REPLACE "g\\+\\+" "gcc" NARU_MINGW_C "${NARU_MINGW_CXX}")
set(CMAKE_C_COMPILER "${NARU_MINGW_C}")  # for a sample's SQLite, if its sources are given
find_program(CMAKE_RC_COMPILER NAMES x86_64-w64-mingw32-windres)

# The compiler's own libraries are linked into the executable, because Wine could not load them.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")

set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/run-under-wine")
