// packet: a message with a number that tells which message it is.
//
// packet_framing sends and receives it. packet_handlers calls the function that handles its number.
#pragma once

#include <naru/buffer.hpp>

#include <cstdint>

namespace naru {

struct packet {
  std::uint16_t id = 0;  ///< tells which message it is
  const_buffer body;     ///< may be empty; text: naru::buffer("hello")
};

}  // namespace naru
