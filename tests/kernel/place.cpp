#include "place.hpp"

#include <afunix.h>

#include <algorithm>
#include <cstring>

#include "file_identity.hpp"

namespace kernel {
namespace {

// Marks the identity of a file among addresses, which have no such scope.
constexpr std::uint32_t scope_of_files = 0xffff'ffff;

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<std::uint8_t, 16> loopback_v6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

place read_v4(const sockaddr_in& from) noexcept {
  place read;
  std::ranges::copy(mapped, read.host.begin());
  std::memcpy(&read.host[mapped.size()], &from.sin_addr, 4);
  read.port = ntohs(from.sin_port);
  return read;
}

place read_v6(const sockaddr_in6& from) noexcept {
  place read;
  std::memcpy(read.host.data(), &from.sin6_addr, read.host.size());
  read.scope = static_cast<std::uint32_t>(from.sin6_scope_id);
  read.port = ntohs(from.sin6_port);
  return read;
}

// If there is no such file, nobody is at that place.
place read_path(const sockaddr_un& from) noexcept {
  const file_identity file = identify_file(from.sun_path);
  place read;
  read.scope = scope_of_files;
  read.port = 1;
  std::memcpy(read.host.data(), &file.number, sizeof file.number);
  std::memcpy(&read.host[sizeof file.number], &file.device, sizeof file.device);
  return read;
}

template <class Address>
Address copy_of(const sockaddr* from) noexcept {
  Address copy;
  std::memcpy(&copy, static_cast<const void*>(from), sizeof copy);
  return copy;
}

template <class Address>
bool put(const Address& from, sockaddr* to, int* size) noexcept {
  if (*size < static_cast<int>(sizeof from)) return false;
  std::memcpy(static_cast<void*>(to), &from, sizeof from);
  *size = sizeof from;
  return true;
}

}  // namespace

bool place::is_file() const noexcept { return scope == scope_of_files; }

bool place::is_v4() const noexcept {
  return std::equal(mapped.begin(), mapped.end(), host.begin());
}

bool place::is_any() const noexcept {
  if (is_file()) return false;
  const auto* const first = is_v4() ? host.begin() + mapped.size() : host.begin();
  return std::all_of(first, host.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool place::is_local() const noexcept {
  if (is_file()) return true;
  return is_v4() ? host[12] == 127 : host == loopback_v6;
}

bool place::is_group() const noexcept {
  if (is_file()) return false;
  return is_v4() ? (host[12] & 0xf0U) == 0xe0 : host[0] == 0xff;
}

bool place::is_broadcast() const noexcept {
  return is_v4() && std::all_of(host.begin() + mapped.size(), host.end(),
                                [](std::uint8_t byte) { return byte == 0xff; });
}

place any_place(int family) noexcept {
  place any;
  if (family == AF_INET) std::ranges::copy(mapped, any.host.begin());
  return any;
}

place loopback_place(bool v4) noexcept {
  place local = any_place(v4 ? AF_INET : AF_INET6);
  if (v4) local.host[12] = 127;
  local.host[15] = 1;
  return local;
}

std::optional<place> read_place(const sockaddr* from, int size, int family) noexcept {
  if (from == nullptr || size < static_cast<int>(sizeof(sockaddr_in))) return std::nullopt;
  const int given = copy_of<sockaddr>(from).sa_family;
  if (given != family) return std::nullopt;
  if (family == AF_INET) return read_v4(copy_of<sockaddr_in>(from));
  if (family == AF_UNIX) {
    if (size < static_cast<int>(sizeof(sockaddr_un))) return std::nullopt;
    return read_path(copy_of<sockaddr_un>(from));
  }
  if (size < static_cast<int>(sizeof(sockaddr_in6))) return std::nullopt;
  return read_v6(copy_of<sockaddr_in6>(from));
}

bool write_place(const place& from, int family, sockaddr* to, int* size) noexcept {
  if (family == AF_UNIX) return put(sockaddr_un{AF_UNIX, {}}, to, size);  // naru keeps the path
  if (family == AF_INET) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(from.port);
    std::memcpy(&v4.sin_addr, &from.host[mapped.size()], 4);
    return put(v4, to, size);
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(from.port);
  v6.sin6_scope_id = from.scope;
  std::memcpy(&v6.sin6_addr, from.host.data(), from.host.size());
  return put(v6, to, size);
}

bool reaches(const place& bound, int family, bool v6_only, const place& target) noexcept {
  if (bound.port != target.port) return false;
  if (target.is_v4() && family == AF_INET6 && v6_only) return false;
  if (bound.is_any()) return target.is_v4() || family == AF_INET6;
  return bound.host == target.host;
}

}  // namespace kernel
