# CLI11, for the samples' arguments.
include(NaruDependency)

naru_dependency(cli11
  PACKAGE CLI11
  TARGET CLI11::CLI11
  HEADER CLI/CLI.hpp
  CONTENTS CLI
  REPOSITORY https://github.com/CLIUtils/CLI11.git
  COMMIT 4160d259d961cd393fd8d67590a8c7d210207348  # 2.5.0
  INCLUDE_DIRECTORY include)
