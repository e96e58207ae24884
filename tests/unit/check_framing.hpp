// Checks for every framing, given a stream of it.
#pragma once

#include "received_frames.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // doctest prints texts with it
#include <string>
#include <string_view>
#include <vector>

using messages = std::vector<std::string>;

/// A stream of these messages. Each must have an encoding.
template <naru::framing Framing>
std::string stream_of(const messages& row) {
  std::string stream;
  for (const std::string& message : row) {
    const auto one = encoded<Framing>(naru::buffer(message));
    REQUIRE(one.has_value());
    stream += *one;
  }
  return stream;
}

/// Checks that the stream decodes to these messages, and is received up to its end, however it is
/// cut.
template <naru::framing Framing>
void check_received(std::string_view stream, const messages& expected,
                    std::size_t message_size_max) {
  const auto whole = received_whole<Framing>(stream, message_size_max);
  CHECK(whole.messages() == expected);
  CHECK(whole.taken() == stream.size());
  CHECK_FALSE(whole.refused().has_value());
  CHECK(whole.encoded_again() == stream);
  CHECK(received_by_byte<Framing>(stream, message_size_max) == whole);
  std::size_t different = 0;
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    if (!(received_in_two<Framing>(stream, cut, message_size_max) == whole)) ++different;
  }
  CHECK(different == 0);
}

/// Checks that the stream is refused at its last byte and not before.
template <naru::framing Framing>
void check_refused(std::string_view stream, naru::close_reason reason,
                   std::size_t message_size_max) {
  CHECK(received_whole<Framing>(stream, message_size_max).refused() == reason);
  CHECK(received_by_byte<Framing>(stream, message_size_max).refused() == reason);
  stream.remove_suffix(1);
  CHECK_FALSE(received_whole<Framing>(stream, message_size_max).refused().has_value());
}
