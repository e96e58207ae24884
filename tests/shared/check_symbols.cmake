# Checks that LIBRARY exports the names that programs use, and neither the classes behind them nor
# Asio's.
execute_process(COMMAND "${NM}" --defined-only --extern-only --dynamic "${LIBRARY}"
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
# Mangled: naru::tcp_stream::set_no_delay, naru::make_proactor, the type information of naru::proactor.
foreach(wanted IN ITEMS N4naru10tcp_stream12set_no_delay _ZN4naru13make_proactor _ZTIN4naru8proactorE)
  if(NOT symbols MATCHES "${wanted}")
    message(FATAL_ERROR "${LIBRARY} does not export ${wanted}")
  endif()
endforeach()
foreach(internal IN ITEMS 4naru6detail4loop 4naru6detail12session_core naru_private_asio)
  if(symbols MATCHES "[^\n]*${internal}[^\n]*")
    message(FATAL_ERROR "${LIBRARY} exports ${CMAKE_MATCH_0}")
  endif()
endforeach()
