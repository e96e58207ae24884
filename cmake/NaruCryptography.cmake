# The cryptography that a sample needs for passwords, as the target naru_dependency_cryptography:
# CNG on Windows, OpenSSL elsewhere. If it is missing, there is no target.
include_guard(GLOBAL)

if(WIN32)
  set(library bcrypt)
else()
  find_package(OpenSSL QUIET COMPONENTS Crypto)
  if(NOT TARGET OpenSSL::Crypto)
    message(STATUS "OpenSSL: missing, arena is not built")
    return()
  endif()
  message(STATUS "OpenSSL: version ${OPENSSL_VERSION}")
  set(library OpenSSL::Crypto)
endif()
add_library(naru_dependency_cryptography INTERFACE IMPORTED GLOBAL)
target_link_libraries(naru_dependency_cryptography INTERFACE ${library})
