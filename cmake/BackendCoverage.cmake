# Counts which lines and branches of the completion port's backend run: scripts/windows-coverage. The
# script gives this file to CMake as CMAKE_PROJECT_naru_INCLUDE, because no other build needs it.
function(naru_count_backend)
  target_compile_options(naru_backend_iocp PRIVATE --coverage)
  target_link_options(naru INTERFACE --coverage)
endfunction()
# The targets do not exist yet.
cmake_language(EVAL CODE
  "cmake_language(DEFER DIRECTORY [[${CMAKE_SOURCE_DIR}]] CALL naru_count_backend)")
