#include "../unix_address.hpp"

#include <winsock2.h>
#include <windows.h>
#include <afunix.h>

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
  std::array<wchar_t, unix_endpoint::path_max + 1> name{};  // no more units than bytes of UTF-8
  const int size = static_cast<int>(path.path().size());
  if (::MultiByteToWideChar(CP_UTF8, 0, path.path().data(), size, name.data(),
                            static_cast<int>(unix_endpoint::path_max)) > 0) {
    ::DeleteFileW(name.data());
  }
}

}  // namespace naru::detail
