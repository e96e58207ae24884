// wire: how the content of a message becomes a message of a framing, and back.
#pragma once

#include <naru/buffer.hpp>
#include <naru/session/delimited.hpp>
#include <naru/session/length_prefixed.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/raw.hpp>

#include <bit>
#include <cstdint>

namespace mix {

using four_byte_lengths = naru::length_prefixed<>;
using two_byte_lengths =
    naru::length_prefixed<naru::length_prefix{.width = 2, .order = std::endian::little}>;
using lines = naru::delimited<>;
using crlf_lines = naru::delimited<"\r\n">;

/// For the framings whose message is a buffer.
template <class Framing>
struct wire {
  [[nodiscard]] static naru::const_buffer message_of(naru::const_buffer content) noexcept {
    return content;
  }
  [[nodiscard]] static naru::const_buffer content_of(naru::const_buffer message) noexcept {
    return message;
  }
};

template <>
struct wire<naru::packet_framing> {
  [[nodiscard]] static naru::packet message_of(naru::const_buffer content) noexcept {
    return {static_cast<std::uint16_t>(content.size()), content};
  }
  [[nodiscard]] static naru::const_buffer content_of(const naru::packet& message) noexcept {
    return message.body;
  }
};

}  // namespace mix
