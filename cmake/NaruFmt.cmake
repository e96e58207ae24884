# {fmt}, for the samples. A package has it as a library. Otherwise it is header-only, and a source that
# prints takes several times as long to compile.
include(NaruDependency)

naru_dependency(fmt
  PACKAGE fmt
  TARGET fmt::fmt
  HEADER fmt/format.h
  CONTENTS fmt
  DEFINITIONS FMT_HEADER_ONLY=1
  REPOSITORY https://github.com/fmtlib/fmt.git
  COMMIT 0c9fce2ffefecfdce794e1859584e25877b7b592  # 11.0.2
  INCLUDE_DIRECTORY include)
