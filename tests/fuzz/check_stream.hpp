// Checks that hold for every framing, whatever a peer sends and a program wants to send.
#pragma once

#include "../unit/received_frames.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

/// The stream gives the same result if it is received at once, in two pieces and byte by byte; and
/// the messages are encoded to the bytes that came.
template <naru::framing Framing>
received_frames<Framing> check_stream(std::string_view stream, std::size_t cut,
                                      std::size_t message_size_max) {
  const auto whole = received_whole<Framing>(stream, message_size_max);
  require(whole.encoded_again() == stream.substr(0, whole.taken()), "encoded in another way");
  require(received_by_byte<Framing>(stream, message_size_max) == whole,
          "byte by byte it is something else");
  require(received_in_two<Framing>(stream, cut % (stream.size() + 1), message_size_max) == whole,
          "in two pieces it is something else");
  return whole;
}

/// If a message can be sent, it arrives.
template <naru::framing Framing>
bool check_message(const typename Framing::message_type& message) {
  const auto stream = encoded<Framing>(message);
  if (!stream) return false;
  constexpr std::size_t no_maximum = std::numeric_limits<std::size_t>::max();
  const auto frames = received_whole<Framing>(*stream, no_maximum);
  require(frames.messages().size() == 1 && frames.messages().front() == text(content(message)),
          "it arrives as something else");
  require(frames.encoded_again() == *stream, "it arrives in part, or with another header");
  return true;
}
