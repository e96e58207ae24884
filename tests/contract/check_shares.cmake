# Compares the cases of three shares, one after the other, with those of the whole.

# listed(<result> <option>...): the names of the cases that PROGRAM would run.
function(listed result)
  execute_process(COMMAND "${PROGRAM}" --test-suite=sessions --list-test-cases ${ARGN}
    OUTPUT_VARIABLE output
    COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "\n[a-z][a-z0-9_]+" names "${output}")
  list(SORT names)
  set(${result} "${names}" PARENT_SCOPE)
endfunction()

listed(all)
set(together "")
foreach(share IN ITEMS 1 2 3)
  listed(names --share=${share}/3)
  list(APPEND together ${names})
endforeach()
list(SORT together)

list(LENGTH all count)
if(count LESS 100 OR NOT together STREQUAL all)
  message(FATAL_ERROR "The whole has ${count} cases:\n${all}\nThe shares have:\n${together}")
endif()
