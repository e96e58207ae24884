#include <naru/session/packet_framing.hpp>

#include <naru/detail/copy_bytes.hpp>
#include <naru/detail/integer_bytes.hpp>

#include <bit>
#include <cassert>

namespace naru {
namespace {

constexpr auto order = std::endian::little;
constexpr std::size_t size_width = 2;
constexpr std::size_t id_width = 2;
static_assert(size_width + id_width == packet_framing::header_size);

}  // namespace

frame<packet> packet_framing::decode(const_buffer received,
                                     std::size_t body_size_max) const noexcept {
  if (received.size() < size_width) return incomplete_frame<packet>();
  const std::size_t whole = detail::read_integer<order>(received.first<size_width>());
  if (whole < header_size) return refused_frame<packet>(close_reason::message_malformed);
  const std::size_t body_size = whole - header_size;
  if (body_size > body_size_max) return refused_frame<packet>(close_reason::message_too_large);
  if (received.size() < whole) return incomplete_frame<packet>(whole);
  const std::uint32_t id = detail::read_integer<order>(received.subspan<size_width, id_width>());
  return complete_frame(
      whole, packet{static_cast<std::uint16_t>(id), received.subspan(header_size, body_size)});
}

std::optional<std::size_t> packet_framing::encoded_size(const packet& message) noexcept {
  if (message.body.size() > body_size_limit) return std::nullopt;
  return header_size + message.body.size();
}

void packet_framing::encode(const packet& message, mutable_buffer out) noexcept {
  assert(out.size() == encoded_size(message));
  encode_header(message.id, out);
  detail::copy_bytes(message.body, out.subspan(header_size));
}

void packet_framing::encode_header(std::uint16_t id, mutable_buffer out) noexcept {
  detail::write_integer<order>(static_cast<std::uint32_t>(out.size()), out.first<size_width>());
  detail::write_integer<order>(id, out.subspan<size_width, id_width>());
}

}  // namespace naru
