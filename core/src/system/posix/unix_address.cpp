#include "native/unix_address.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
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

namespace {

/// The path with a zero at its end.
struct path_name {
  explicit path_name(const unix_endpoint& path) noexcept {
    std::memcpy(bytes.data(), path.path().data(), path.path().size());
  }

  std::array<char, unix_endpoint::path_max + 1> bytes{};
};

}  // namespace

file_identity identify(const unix_endpoint& path) noexcept {
  struct stat found{};
  if (::lstat(path_name(path).bytes.data(), &found) != 0) return {};
  return {static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino), true};
}

// While the listener is open, the system gives the number of its file to no other file.
void remove_path(const unix_endpoint& path, const file_identity& made) noexcept {
  if (!made.known || identify(path) != made) return;
  static_cast<void>(::unlink(path_name(path).bytes.data()));
}

}  // namespace naru::detail
