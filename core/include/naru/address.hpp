// address: an IPv4 or IPv6 address as a value.
//
// Parsing takes numbers only; a resolver looks up names. Printing gives the canonical form of RFC
// 5952.
//
//     naru::address here = naru::address::parse("::1");
#pragma once

#include <naru/detail/export.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace naru {

class NARU_API address {
 public:
  /// The bytes of an address, in network byte order.
  using v4_bytes = std::array<std::uint8_t, 4>;
  using v6_bytes = std::array<std::uint8_t, 16>;

  /// 0.0.0.0
  constexpr address() noexcept = default;
  /// From network byte order.
  explicit constexpr address(const v4_bytes& bytes) noexcept
      : bytes_{bytes[0], bytes[1], bytes[2], bytes[3]} {}
  /// From network byte order. `scope` is the interface index of a link-local address, or 0.
  explicit constexpr address(const v6_bytes& bytes, std::uint32_t scope = 0) noexcept
      : bytes_(bytes), scope_(scope), is_v6_(true) {}

  /// 0.0.0.0 and `::`, which stand for every address of the host; 127.0.0.1 and ::1, which are the
  /// host itself.
  [[nodiscard]] static constexpr address any_v4() noexcept { return address(); }
  [[nodiscard]] static constexpr address any_v6() noexcept { return address(v6_bytes{}); }
  [[nodiscard]] static constexpr address loopback_v4() noexcept {
    return address(v4_bytes{127, 0, 0, 1});
  }
  [[nodiscard]] static constexpr address loopback_v6() noexcept {
    return address(v6_bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  }

  /// "127.0.0.1", "::1", "fe80::1%2". Throws std::invalid_argument that tells what is wrong and at
  /// which place in the text.
  [[nodiscard]] static address parse(std::string_view text);
  /// Works like parse, but without exceptions: the result is empty if parse would throw.
  [[nodiscard]] static std::optional<address> try_parse(std::string_view text) noexcept;

  /// The family of the address: it is always exactly one of the two.
  [[nodiscard]] constexpr bool is_v4() const noexcept { return !is_v6_; }
  [[nodiscard]] constexpr bool is_v6() const noexcept { return is_v6_; }
  /// 0.0.0.0 or ::
  [[nodiscard]] bool is_unspecified() const noexcept;
  /// 127.0.0.0/8 or ::1
  [[nodiscard]] bool is_loopback() const noexcept;
  /// `::ffff:a.b.c.d`, as an IPv4 peer appears on a listener that takes both families.
  [[nodiscard]] bool is_v4_mapped() const noexcept;
  /// The IPv4 address inside a mapped address; any other address unchanged.
  [[nodiscard]] address unmapped() const noexcept;

  /// In network byte order. Meaningful only for an address of that family.
  [[nodiscard]] constexpr v4_bytes to_v4_bytes() const noexcept {
    return {bytes_[0], bytes_[1], bytes_[2], bytes_[3]};
  }
  [[nodiscard]] constexpr const v6_bytes& to_v6_bytes() const noexcept { return bytes_; }
  /// The interface index of a link-local IPv6 address; 0 if there is none.
  [[nodiscard]] constexpr std::uint32_t scope() const noexcept { return scope_; }

  /// The text that parse reads. Throws std::bad_alloc.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] friend constexpr auto operator<=>(const address&,
                                                  const address&) noexcept = default;

 private:
  v6_bytes bytes_{};  // an IPv4 address uses the first four
  std::uint32_t scope_ = 0;
  bool is_v6_ = false;
};

}  // namespace naru
