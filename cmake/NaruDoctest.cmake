# doctest, for the tests.
include(NaruDependency)

naru_dependency(doctest
  PACKAGE doctest
  TARGET doctest::doctest
  HEADER doctest/doctest.h
  CONTENTS doctest
  REPOSITORY https://github.com/doctest/doctest.git
  COMMIT 1da23a3e8119ec5cce4f9388e91b065e20bf06f5  # 2.4.12
  INCLUDE_DIRECTORY .)
