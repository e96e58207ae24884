# cmake -DPROGRAM=… -DWHAT=… -DREADER=… -DOUTPUT=… -P read.cmake: fails if READER, whose words are
# separated by "|", complains about what PROGRAM writes. promtool also prints advice, and succeeds;
# advice counts as a complaint.
cmake_minimum_required(VERSION 3.22)

list(REMOVE_ITEM PROGRAM "")
execute_process(COMMAND ${PROGRAM} "${WHAT}" "${OUTPUT}" COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "|" ";" READER "${READER}")
execute_process(COMMAND ${READER} INPUT_FILE "${OUTPUT}"
  RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE complained)
if(failed OR NOT complained STREQUAL "")
  message(FATAL_ERROR "${READER}: ${failed}\n${said}${complained}")
endif()
message(STATUS "${OUTPUT}: ${said}")
