# The first ```cpp block of README is the file SOURCE, to the letter.

function(read_with_unix_line_ends file result)
  file(READ "${file}" text)
  string(REPLACE "\r\n" "\n" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

read_with_unix_line_ends("${README}" readme)
string(FIND "${readme}" "```cpp\n" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "${README} has no ```cpp block.")
endif()
math(EXPR begin "${begin} + 7")
string(SUBSTRING "${readme}" ${begin} -1 block)
string(FIND "${block}" "```" end)
string(SUBSTRING "${block}" 0 ${end} block)

read_with_unix_line_ends("${SOURCE}" source)
if(NOT block STREQUAL source)
  file(WRITE "${EXTRACTED}" "${block}")
  message(FATAL_ERROR
    "The first ```cpp block of README.md is not samples/readme_echo.cpp. To see where they differ:\n"
    "  diff ${EXTRACTED} ${SOURCE}")
endif()
