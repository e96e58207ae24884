# spdlog, as the target naru_dependency_spdlog, if the system has it. Only a part of one sample needs it,
# so it is not fetched: if it is missing, there is no target.
include_guard(GLOBAL)

if(CMAKE_CROSSCOMPILING)
  message(STATUS "spdlog: not in a cross build")
  return()
endif()

find_package(spdlog QUIET)
if(TARGET spdlog::spdlog)
  message(STATUS "spdlog: package in ${spdlog_DIR}")
  add_library(naru_dependency_spdlog INTERFACE IMPORTED GLOBAL)
  target_link_libraries(naru_dependency_spdlog INTERFACE spdlog::spdlog)
else()
  message(STATUS "spdlog: missing, the sample logging is built without it")
endif()
