# For windows-clang: Clang compiles with the headers and the libstdc++ of mingw-w64, and GNU's linker links.
# Clang has warnings that GCC does not have. With LLVM's linker (lld 19), a program ended if the constructor
# of an exception threw another one.
include("${CMAKE_CURRENT_LIST_DIR}/windows-toolchain.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/clang-toolchain.cmake")
set(CMAKE_CXX_COMPILER_TARGET x86_64-w64-windows-gnu)
# As GCC does by itself: libstdc++ needs winpthreads, and its variables of a thread are emulated.
set(CMAKE_CXX_FLAGS_INIT "-femulated-tls")
# The linker would tell of each type of libstdc++ that GCC aligns otherwise than Clang, in each program.
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -pthread -fuse-ld=bfd -Wl,--no-warnings")
