// native_address: an endpoint in the form that the system takes.
#pragma once

#include <naru/endpoint.hpp>

#include <cstdint>
#include <cstring>

#include <sockets.hpp>

namespace naru::detail {

/// Returns an empty endpoint if the family has no address and port.
[[nodiscard]] inline endpoint to_endpoint(const sockaddr& from) noexcept {
  // The bytes are copied, because the system's headers show one place in memory as several types.
  const void* const bytes = &from;
  sockaddr any;
  std::memcpy(&any, bytes, sizeof any);
  if (any.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, bytes, sizeof v6);
    address::v6_bytes host{};
    std::memcpy(host.data(), &v6.sin6_addr, host.size());
    return {address(host, static_cast<std::uint32_t>(v6.sin6_scope_id)), ntohs(v6.sin6_port)};
  }
  if (any.sa_family != AF_INET) return {};
  sockaddr_in v4;
  std::memcpy(&v4, bytes, sizeof v4);
  address::v4_bytes host{};
  std::memcpy(host.data(), &v4.sin_addr, host.size());
  return {address(host), ntohs(v4.sin_port)};
}

class native_address {
 public:
  /// Room for any address; the system fills it in.
  native_address() noexcept : length_(sizeof storage_) {}

  explicit native_address(const endpoint& from) noexcept {
    from.address().is_v4() ? set_v4(from) : set_v6(from);
  }

  [[nodiscard]] sockaddr* data() noexcept { return reinterpret_cast<sockaddr*>(&storage_); }
  [[nodiscard]] native::length* length() noexcept { return &length_; }
  [[nodiscard]] native::length size() const noexcept { return length_; }
  [[nodiscard]] int family() const noexcept { return storage_.sin6_family; }

  [[nodiscard]] endpoint to_endpoint() const noexcept {
    return detail::to_endpoint(reinterpret_cast<const sockaddr&>(storage_));
  }

 private:
  void set_v4(const endpoint& from) noexcept {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(from.port());
    std::memcpy(&v4.sin_addr, from.address().to_v4_bytes().data(), sizeof v4.sin_addr);
    std::memcpy(&storage_, &v4, sizeof v4);
    length_ = sizeof v4;
  }

  void set_v6(const endpoint& from) noexcept {
    storage_ = {};
    storage_.sin6_family = AF_INET6;
    storage_.sin6_port = htons(from.port());
    storage_.sin6_scope_id = from.address().scope();
    std::memcpy(&storage_.sin6_addr, from.address().to_v6_bytes().data(),
                sizeof storage_.sin6_addr);
    length_ = sizeof storage_;
  }

  sockaddr_in6 storage_;  // room for either family; uninitialised until it is set
  native::length length_;
};

}  // namespace naru::detail
