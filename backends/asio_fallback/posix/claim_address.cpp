#include "../claim_address.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace naru::detail {

std::error_code claim_address(std::uintptr_t native_socket) noexcept {
  const int on = 1;
  if (::setsockopt(static_cast<int>(native_socket), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ==
      0) {
    return {};
  }
  return {errno, std::system_category()};
}

std::error_code bind_error(const std::error_code& error) noexcept { return error; }

}  // namespace naru::detail
