# For linux-clang, and for linux-fuzz, which needs libFuzzer: Clang, under any of its names. The
# one that scripts/test installs comes first, because others may lack libFuzzer.
find_program(NARU_CLANG_CXX
  NAMES clang++-19 clang++ clang++-21 clang++-20 clang++-18 clang++-17 clang++-16 clang++-15 clang++-14
  DOC "The Clang C++ compiler")
mark_as_advanced(NARU_CLANG_CXX)
if(NOT NARU_CLANG_CXX)
  message(FATAL_ERROR "Clang with libFuzzer is missing: apt-get install clang-19 libclang-rt-19-dev")
endif()
set(CMAKE_CXX_COMPILER "${NARU_CLANG_CXX}")
