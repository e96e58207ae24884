# {fmt}, header-only, for the samples.
include(NaruDependency)

naru_dependency(fmt
  PACKAGE fmt
  TARGET fmt::fmt-header-only
  HEADER fmt/format.h
  CONTENTS fmt
  DEFINITIONS FMT_HEADER_ONLY=1
  REPOSITORY https://github.com/fmtlib/fmt.git
  COMMIT 0c9fce2ffefecfdce794e1859584e25877b7b592  # 11.0.2
  INCLUDE_DIRECTORY include)
