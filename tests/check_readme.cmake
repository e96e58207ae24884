# Checks that the BLOCK-th ```cpp block of README is exactly the file SOURCE.
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/ReadmeBlock.cmake")

readme_block("${README}" ${BLOCK} block)
file(READ "${SOURCE}" source)
string(REPLACE "\r\n" "\n" source "${source}")
if(NOT block STREQUAL source)
  file(WRITE "${EXTRACTED}" "${block}")
  message(FATAL_ERROR
    "Block ${BLOCK} of ${README} is not ${SOURCE}. To see where they differ:\n"
    "  diff ${EXTRACTED} ${SOURCE}")
endif()
