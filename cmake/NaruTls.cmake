# Decides whether naru::tls is built, and finds the OpenSSL that it needs: OpenSSL::SSL.
include_guard(GLOBAL)

if(NARU_TLS STREQUAL "AUTO")
  find_package(OpenSSL 3 QUIET COMPONENTS SSL Crypto)
  # Only here, so that a later configuration asks again.
  set(NARU_TLS OFF)
  if(TARGET OpenSSL::SSL AND OPENSSL_VERSION VERSION_GREATER_EQUAL 3)
    set(NARU_TLS ON)
  endif()
elseif(NARU_TLS)
  find_package(OpenSSL 3 REQUIRED COMPONENTS SSL Crypto)
endif()
if(NARU_TLS)
  message(STATUS "naru::tls: OpenSSL ${OPENSSL_VERSION}")
  list(APPEND NARU_COMPONENTS tls)
else()
  message(STATUS "naru::tls: not built, there is no OpenSSL 3 or NARU_TLS is OFF")
endif()
