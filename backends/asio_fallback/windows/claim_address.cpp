#include "../claim_address.hpp"

#include <naru/error.hpp>

#include <winsock2.h>

namespace naru::detail {

std::error_code claim_address(std::uintptr_t native_socket) noexcept {
  const BOOL on = TRUE;
  if (::setsockopt(static_cast<SOCKET>(native_socket), SOL_SOCKET, SO_EXCLUSIVEADDRUSE,
                   reinterpret_cast<const char*>(&on), sizeof on) == 0) {
    return {};
  }
  return {::WSAGetLastError(), system_category()};
}

std::error_code bind_error(const std::error_code& error) noexcept {
  if (error.value() != WSAEACCES) return error;
  return {WSAEADDRINUSE, system_category()};
}

}  // namespace naru::detail
