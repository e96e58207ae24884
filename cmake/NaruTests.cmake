# Functions that the test folders share.

# A cross build runs its tests under Wine.
if(CMAKE_CROSSCOMPILING AND WIN32)
  find_program(NARU_WINE NAMES wine wine64 PATHS /usr/lib/wine DOC "Wine, to run the tests")
  mark_as_advanced(NARU_WINE)
  if(NOT NARU_WINE)
    message(FATAL_ERROR
      "Wine is missing, without which the tests cannot run here: apt-get install wine wine64")
  endif()
endif()

set(naru_test_timeout 120)
if(CMAKE_CROSSCOMPILING OR NARU_SANITIZE)
  set(naru_test_timeout 300)
endif()
set(NARU_TEST_TIMEOUT "${naru_test_timeout}" CACHE STRING "Seconds that one ctest entry may take")

# naru_test_executable(<name> [OPTIMIZED] [<source>...] [EXCEPT <source>...]): a doctest program of
# the named sources and of the .cpp files of its folder, except those after EXCEPT. It uses a glob,
# because a test file that is forgotten in a list would pass unnoticed. OPTIMIZED: the program's
# own speed matters.
function(naru_test_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "OPTIMIZED" "" "EXCEPT")
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(TRANSFORM arg_EXCEPT PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  list(REMOVE_ITEM sources ${arg_EXCEPT})
  add_executable(${name} ${sources} ${arg_UNPARSED_ARGUMENTS})
  naru_target_defaults(${name})
  target_link_libraries(${name} PRIVATE naru::naru naru_dependency_doctest)
  naru_compiled_in_groups(${name})
  # With a sanitizer GCC 12 sees mistakes in its own std::variant and std::string.
  if(NARU_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${name} PRIVATE
      -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow)
  endif()
  if(arg_OPTIMIZED)
    naru_optimized_test(${name})
  else()
    naru_hardly_optimized(${name})
    target_precompile_headers(${name} REUSE_FROM naru_test_headers)
  endif()
endfunction()

# naru_optimized_test(<program>): a program of the tests that is optimized like the library, because
# its own speed matters, or because it shows what becomes of the library's headers.
function(naru_optimized_test target)
  target_link_libraries(${target} PRIVATE naru_dependency_doctest)
  target_precompile_headers(${target} REUSE_FROM naru_optimized_test_headers)
endfunction()

# The backends on which a suite runs.
function(naru_test_backends result)
  set(backends ${NARU_BACKENDS})
  if(TARGET naru_simulation)
    list(APPEND backends simulated)
  endif()
  set(${result} "${backends}" PARENT_SCOPE)
endfunction()

# naru_every_case_is_in_a_suite(<group> <program> <suite>...): a case in none of these would never run.
function(naru_every_case_is_in_a_suite group program)
  list(GET NARU_BACKENDS 0 backend)
  list(JOIN ARGN "," suites)
  add_test(NAME ${group}.every_case_is_in_a_suite
    COMMAND ${program} --backend=${backend} --count --test-suite-exclude=${suites})
  set_tests_properties(${group}.every_case_is_in_a_suite PROPERTIES
    LABELS ${group}
    PASS_REGULAR_EXPRESSION "passing the current filters: 0")
endfunction()

# naru_suites(<group> <program> <suite>... [ONCE <suite>...]): entries of ctest for the suites of a
# program, each on every backend, and those after ONCE, which have no backend. An entry is called
# <group>.<suite>.<backend>; a suite <group>_x is x there.
function(naru_suites group program)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "ONCE")
  naru_test_backends(backends)
  foreach(suite IN LISTS arg_UNPARSED_ARGUMENTS)
    string(REGEX REPLACE "^${group}_" "" test "${suite}")
    foreach(backend IN LISTS backends)
      naru_doctest(${group}.${test}.${backend}
        LABELS ${group} ${backend}
        COMMAND ${program} --backend=${backend} --test-suite=${suite})
    endforeach()
  endforeach()
  list(GET NARU_BACKENDS 0 backend)
  foreach(suite IN LISTS arg_ONCE)
    naru_doctest(${group}.${suite} LABELS ${group}
      COMMAND ${program} --backend=${backend} --test-suite=${suite})
  endforeach()
  naru_every_case_is_in_a_suite(${group} ${program} ${arg_UNPARSED_ARGUMENTS} ${arg_ONCE})
endfunction()

# naru_doctest(<test> LABELS <label>... COMMAND <command>...)
function(naru_doctest test)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMMAND;LABELS")
  add_test(NAME ${test} COMMAND ${arg_COMMAND})
  # The Wine runner gives up first, so that the output of the program is shown.
  math(EXPR wine_timeout "${NARU_TEST_TIMEOUT} - 15")
  set_tests_properties(${test} PROPERTIES
    LABELS "${arg_LABELS}"
    TIMEOUT "${NARU_TEST_TIMEOUT}"
    ENVIRONMENT "NARU_WINE_TIMEOUT=${wine_timeout}"
    # A filter that selects nothing is a mistake, not a success.
    FAIL_REGULAR_EXPRESSION "test cases: +0 \\|")
endfunction()
