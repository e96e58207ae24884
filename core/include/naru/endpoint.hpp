// endpoint: an address and a port, as a value.
//
//     naru::endpoint server = naru::endpoint::parse("[::1]:7777");
#pragma once

#include <naru/address.hpp>
#include <naru/detail/export.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace naru {

class NARU_API endpoint {
 public:
  /// 0.0.0.0:0
  constexpr endpoint() noexcept = default;
  /// `port` in host byte order; 0 lets the system choose one.
  constexpr endpoint(const naru::address& host, std::uint16_t port) noexcept
      : address_(host), port_(port) {}

  /// "127.0.0.1:80" or "[::1]:80". Throws std::invalid_argument that tells what is wrong and
  /// where.
  [[nodiscard]] static endpoint parse(std::string_view text);
  /// Works like parse, but without exceptions: the result is empty if parse would throw.
  [[nodiscard]] static std::optional<endpoint> try_parse(std::string_view text) noexcept;

  /// The host, and the port in host byte order.
  [[nodiscard]] constexpr const naru::address& address() const noexcept { return address_; }
  [[nodiscard]] constexpr std::uint16_t port() const noexcept { return port_; }

  /// The text that parse reads. Throws std::bad_alloc.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] friend constexpr auto operator<=>(const endpoint&,
                                                  const endpoint&) noexcept = default;

 private:
  naru::address address_;
  std::uint16_t port_ = 0;
};

}  // namespace naru
