#include "protocol.hpp"

#include <naru/packet/packet_traits.hpp>

#include <algorithm>

#include "../common/utf8.hpp"

namespace samples::chat {
namespace {

template <class Packet>
std::optional<std::string_view> first_of_printable(const naru::packet& packet) {
  const auto read = naru::read_packet<Packet>(packet);
  if (!read || !std::ranges::all_of(read->texts, is_printable)) return std::nullopt;
  return read->texts.front();
}

}  // namespace

std::optional<std::string_view> room_that_hears(const naru::packet& packet) {
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::joined:
      return first_of_printable<joined_packet>(packet);
    case packet_id::left:
      return first_of_printable<left_packet>(packet);
    case packet_id::renamed:
      return first_of_printable<renamed_packet>(packet);
    case packet_id::said:
      return first_of_printable<said_packet>(packet);
    default:
      return std::nullopt;
  }
}

}  // namespace samples::chat
