// native_address: an endpoint as the system wants to see it.
#pragma once

#include <naru/endpoint.hpp>

#include <cstring>

#include <sockets.hpp>

namespace naru::detail {

class native_address {
 public:
  /// Room for any address, to be filled in by the system.
  native_address() noexcept : length_(sizeof storage_) {}

  explicit native_address(const endpoint& from) noexcept {
    from.address().is_v4() ? set_v4(from) : set_v6(from);
  }

  [[nodiscard]] sockaddr* data() noexcept { return reinterpret_cast<sockaddr*>(&storage_); }
  [[nodiscard]] native::length* length() noexcept { return &length_; }
  [[nodiscard]] native::length size() const noexcept { return length_; }
  [[nodiscard]] int family() const noexcept { return storage_.sin6_family; }

  [[nodiscard]] endpoint to_endpoint() const noexcept {
    if (storage_.sin6_family == AF_INET6) {
      address::v6_bytes bytes{};
      std::memcpy(bytes.data(), &storage_.sin6_addr, bytes.size());
      return {address(bytes, storage_.sin6_scope_id), ntohs(storage_.sin6_port)};
    }
    sockaddr_in v4;
    std::memcpy(&v4, &storage_, sizeof v4);
    address::v4_bytes bytes{};
    std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
    return {address(bytes), ntohs(v4.sin_port)};
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
