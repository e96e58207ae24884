#include "../unix_address.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace naru::detail {

static_assert(sizeof(sockaddr_un::sun_path) > unix_endpoint::path_max, "with its zero");
static_assert(sizeof(sockaddr_un) <= sizeof(unix_address::bytes));

unix_address::unix_address(const unix_endpoint& from) noexcept : size(sizeof(sockaddr_un)) {
  sockaddr_un native{};
  native.sun_family = AF_UNIX;
  std::memcpy(native.sun_path, from.path().data(), from.path().size());
  std::memcpy(bytes.data(), &native, sizeof native);
}

void remove_path(const unix_endpoint& path) noexcept {
  std::array<char, unix_endpoint::path_max + 1> name{};
  std::memcpy(name.data(), path.path().data(), path.path().size());
  static_cast<void>(::unlink(name.data()));
}

}  // namespace naru::detail
