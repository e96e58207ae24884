// content: what the messages of a run consist of. The content of a message follows from its
// connection, its number and its size. So the receiver's test needs no copy of what was sent.
//
// A message is text without line ends, so that every framing can carry it.
#pragma once

#include <naru/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mix {

struct message_name {
  std::uint64_t key = 0;     ///< of the connection, or of the place that sends to many
  std::uint32_t number = 0;  ///< in the order of sending
  std::uint32_t size = 0;    ///< in bytes: content_size_min to content_size_max
  char kind = 'd';           ///< to one receiver: d. To many: m.
};

inline constexpr std::size_t content_size_min = 9;
inline constexpr std::size_t content_size_max = 65'536;

/// The content of that message. It is valid until the next call, with the same `room`.
[[nodiscard]] naru::const_buffer content_of(const message_name& name, std::vector<char>& room);

}  // namespace mix
