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

# With this option a check is one call; otherwise it is a try block of its own, which costs a
# seventh of the compile time of a test. An exception inside a check ends the test case, like one
# outside.
target_compile_definitions(naru_dependency_doctest INTERFACE DOCTEST_CONFIG_SUPER_FAST_ASSERTS)
