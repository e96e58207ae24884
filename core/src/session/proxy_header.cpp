#include "session/proxy_header.hpp"

#include <naru/detail/integer_bytes.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace naru::detail {
namespace {

constexpr std::array<std::uint8_t, 12> signature{0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                                 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
// The positions at which the parts begin.
constexpr std::size_t command_at = signature.size();  // the same byte has the version
constexpr std::size_t kind_at = command_at + 1;
constexpr std::size_t length_at = kind_at + 1;
constexpr std::size_t addresses_at = length_at + 2;

constexpr std::byte version_2_local{0x20};
constexpr std::byte version_2_proxy{0x21};

// The kind of the connection that the proxy passes on. The upper half of the byte is the family,
// the lower half is the protocol.
struct connection_kind {
  enum : unsigned { unspecified = 0, v4 = 1, v6 = 2, unix_domain = 3, families = 4 };
  enum : unsigned { stream = 1, protocols = 2 };  // 2 would be datagrams

  unsigned family;
  unsigned protocol;

  explicit connection_kind(std::byte from) noexcept
      : family(std::to_integer<unsigned>(from >> 4)),
        protocol(std::to_integer<unsigned>(from & std::byte{0x0f})) {}

  [[nodiscard]] bool possible() const noexcept { return family < families && protocol < protocols; }
  // The number of bytes of both endpoints. It is 0 if they must be ignored, whatever bytes they
  // are.
  [[nodiscard]] std::size_t addresses_size() const noexcept {
    if (protocol == unspecified) return 0;
    return std::array<std::size_t, families>{0, 2 * (4 + 2), 2 * (16 + 2), 2 * 108}[family];
  }
};

// The two addresses come first, and then the two ports. The sender's comes before the other one.
template <std::size_t AddressSize>
endpoint read_source(const_buffer addresses) noexcept {
  std::array<std::uint8_t, AddressSize> bytes{};
  std::memcpy(bytes.data(), addresses.data(), AddressSize);
  const auto port = read_integer<std::endian::big>(addresses.subspan<2 * AddressSize, 2>());
  return {address(bytes), static_cast<std::uint16_t>(port)};
}

std::optional<endpoint> read_source(connection_kind kind, const_buffer addresses) noexcept {
  if (kind.addresses_size() == 0) return std::nullopt;
  if (kind.family == connection_kind::v4) return read_source<4>(addresses);
  if (kind.family == connection_kind::v6) return read_source<16>(addresses);
  return std::nullopt;
}

bool begins_signature(const_buffer received) noexcept {
  const std::size_t size = std::min(received.size(), signature.size());
  return size == 0 || std::memcmp(received.data(), signature.data(), size) == 0;
}

}  // namespace

frame<proxy_header> decode_proxy_header(const_buffer received, std::size_t size_max) noexcept {
  const auto refused = refused_frame<proxy_header>(close_reason::proxy_header_bad);
  if (!begins_signature(received)) return refused;
  if (received.size() <= command_at) return incomplete_frame<proxy_header>(addresses_at);

  const std::byte command = received[command_at];
  if (command != version_2_local && command != version_2_proxy) return refused;
  if (received.size() <= kind_at) return incomplete_frame<proxy_header>(addresses_at);

  // The kind of a local connection must be ignored, whatever it says.
  const connection_kind kind(command == version_2_local ? std::byte{} : received[kind_at]);
  if (!kind.possible()) return refused;
  if (received.size() < addresses_at) return incomplete_frame<proxy_header>(addresses_at);

  const std::size_t length =
      read_integer<std::endian::big>(received.subspan<length_at, addresses_at - length_at>());
  const std::size_t whole = addresses_at + length;
  if (whole > size_max || length < kind.addresses_size()) return refused;
  if (received.size() < whole) return incomplete_frame<proxy_header>(whole);
  return complete_frame(whole, proxy_header{read_source(kind, received.subspan(addresses_at))});
}

}  // namespace naru::detail
