# cmake -DNM=… -DPROGRAM=… -P check_services.cmake: fails if a program that uses no datagram socket,
# resolver or signal set has the code of one.
cmake_minimum_required(VERSION 3.22)

execute_process(COMMAND "${NM}" -C "${PROGRAM}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES "naru::detail::loop::")
  message(FATAL_ERROR "${PROGRAM} has no loop: it does not show what it has")
endif()
foreach(class IN ITEMS datagram_base system_resolver signal_registry)
  if(symbols MATCHES "naru::detail::${class}::")
    message(FATAL_ERROR "${PROGRAM} has ${class}, which it does not use")
  endif()
endforeach()
message(STATUS "${PROGRAM}: no datagrams, lookups or signals")
