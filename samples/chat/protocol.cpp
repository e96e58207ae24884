#include "protocol.hpp"

#include <algorithm>

#include "../common/utf8.hpp"

namespace samples::chat {
namespace {

template <std::size_t Count>
std::optional<std::string_view> first_of_printable(naru::const_buffer body) noexcept {
  const auto texts = read_texts<Count>(body);
  if (!texts || !std::all_of(texts->begin(), texts->end(), is_printable)) return std::nullopt;
  return texts->front();
}

}  // namespace

naru::packet compose(packet_writer& out, const refused_packet& refused) {
  out.clear();
  out.u16(static_cast<std::uint16_t>(refused.why));
  out.u16(refused.refused_id);
  out.text(refused.text);
  return {static_cast<std::uint16_t>(packet_id::refused), out.bytes()};
}

std::optional<refused_packet> read_refused(naru::const_buffer body) noexcept {
  packet_reader reader(body);
  refused_packet read;
  read.why = static_cast<refusal>(reader.u16());
  read.refused_id = reader.u16();
  read.text = reader.text();
  if (!reader.finished()) return std::nullopt;
  return read;
}

std::optional<std::string_view> room_that_hears(const naru::packet& packet) noexcept {
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::joined:
    case packet_id::left:
      return first_of_printable<2>(packet.body);
    case packet_id::renamed:
    case packet_id::said:
      return first_of_printable<3>(packet.body);
    default:
      return std::nullopt;
  }
}

}  // namespace samples::chat
