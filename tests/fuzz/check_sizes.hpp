// The simple way to decode a stream in which a number tells the size of each message. It is
// compared with the framing.
#pragma once

#include "../unit/received_frames.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sized_layout {
  std::size_t width = 0;  // bytes of the number
  std::endian order = std::endian::little;
  std::size_t header = 0;   // bytes before the message: the number, and the bytes after it
  std::size_t counted = 0;  // how many of these the number counts
  bool empty_allowed = true;
};

inline std::uint64_t number_of(std::string_view bytes, std::endian order) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t position = order == std::endian::big ? i : bytes.size() - 1 - i;
    number = number * 256 + static_cast<unsigned char>(bytes[position]);
  }
  return number;
}

template <naru::framing Framing>
void check_sizes(const received_frames<Framing>& frames, std::string_view stream,
                 std::size_t message_size_max, const sized_layout& layout) {
  std::vector<std::string> expected;
  std::optional<naru::close_reason> refused;
  while (stream.size() >= layout.width) {
    const std::uint64_t number = number_of(stream.substr(0, layout.width), layout.order);
    const bool empty = number == layout.counted;
    if (number < layout.counted || (empty && !layout.empty_allowed)) {
      refused = naru::close_reason::message_malformed;
      break;
    }
    const std::uint64_t size = number - layout.counted;
    if (size > message_size_max) {
      refused = naru::close_reason::message_too_large;
      break;
    }
    if (stream.size() < layout.header + size) break;
    expected.emplace_back(stream.substr(layout.header, static_cast<std::size_t>(size)));
    stream.remove_prefix(layout.header + static_cast<std::size_t>(size));
  }
  require(frames.messages() == expected, "these are not the messages");
  require(frames.refused() == refused, "refused, or not, against the rule");
}
