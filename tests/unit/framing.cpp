// framing: which types satisfy the concept; and random messages that are encoded and decoded.
#include <naru/session/delimited.hpp>
#include <naru/session/framing.hpp>
#include <naru/session/length_prefixed.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/raw.hpp>

#include "check_framing.hpp"
#include "length_prefixes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>

namespace {

// A program's own framing whose messages are not bytes: temperatures of two bytes each.
struct thermometer {
  struct message_type {
    int tenths = 0;
  };

  naru::frame<message_type> decode(naru::const_buffer received, std::size_t) {
    if (received.size() < 2) return naru::incomplete_frame<message_type>(2);
    const auto high = std::to_integer<int>(received[0]);
    return naru::complete_frame(2, message_type{(high << 8) + std::to_integer<int>(received[1])});
  }
  static std::optional<std::size_t> encoded_size(const message_type& message) {
    if (message.tenths < 0 || message.tenths > 0xffff) return std::nullopt;
    return 2;
  }
  static void encode(const message_type& message, naru::mutable_buffer out) noexcept {
    out[0] = static_cast<std::byte>(message.tenths >> 8);
    out[1] = static_cast<std::byte>(message.tenths);
  }
};

struct cannot_encode {
  using message_type = naru::const_buffer;
  naru::frame<> decode(naru::const_buffer received, std::size_t message_size_max);
};

static_assert(naru::framing<naru::length_prefixed<>>);
static_assert(naru::framing<naru::length_prefixed<naru::length_prefix{.width = 1}>>);
static_assert(naru::framing<naru::packet_framing>);
static_assert(naru::framing<naru::delimited<>>);
static_assert(naru::framing<naru::delimited<"\r\n">>);
static_assert(naru::framing<naru::raw>);
static_assert(naru::framing<thermometer>);
static_assert(!naru::framing<cannot_encode>);
static_assert(!naru::framing<int>);

using generator = std::mt19937_64;

std::size_t up_to(std::size_t most, generator& numbers) {
  return std::uniform_int_distribution<std::size_t>(0, most)(numbers);
}

// It has few letters, so that it often contains delimiters and their beginnings.
std::string random_message(generator& numbers) {
  std::string message(up_to(40, numbers), '\0');
  for (char& letter : message) letter = "\r\n\0a"[up_to(3, numbers)];
  return message;
}

template <naru::framing Framing>
typename Framing::message_type as_message(const std::string& body, generator& numbers) {
  if constexpr (std::is_same_v<typename Framing::message_type, naru::packet>) {
    return {static_cast<std::uint16_t>(up_to(0xffff, numbers)), naru::buffer(body)};
  } else {
    return naru::buffer(body);
  }
}

// Several messages in one stream that is cut anywhere. For raw, the whole is the message.
template <naru::framing Framing>
void check_random_row(generator& numbers) {
  messages sent;
  std::string stream;
  for (std::size_t left = up_to(10, numbers); left > 0; --left) {
    const std::string body = random_message(numbers);
    const auto one = encoded<Framing>(as_message<Framing>(body, numbers));
    if (!one) continue;
    sent.push_back(body);
    stream += *one;
  }
  received_frames<Framing> frames(40);
  std::string_view left = stream;
  while (!left.empty()) {
    const std::size_t piece = up_to(left.size(), numbers);
    frames.receive(left.substr(0, piece));
    left.remove_prefix(piece);
  }
  CHECK(frames.taken() == stream.size());
  CHECK(frames.encoded_again() == stream);
  if constexpr (!std::is_same_v<Framing, naru::raw>) CHECK(frames.messages() == sent);
}

unsigned chosen_seed() {
  const unsigned given = doctest::getContextOptions()->rand_seed;
  return given != 0 ? given : std::random_device{}() >> 1;
}

}  // namespace

TEST_SUITE_BEGIN("framing");

TEST_CASE("a_program_can_have_its_own") {
  std::array<std::byte, 2> out{};
  CHECK_FALSE(thermometer::encoded_size({-1}).has_value());
  CHECK(thermometer::encoded_size({0x1234}) == out.size());
  thermometer::encode({0x1234}, out);
  thermometer framing;
  CHECK(framing.decode(naru::const_buffer(out).first(1), 100).bytes == 2);
  const auto frame = framing.decode(out, 100);
  CHECK(frame.status == naru::frame_status::complete);
  CHECK(frame.message.tenths == 0x1234);
}

TEST_CASE("a_frame_says_what_it_is") {
  constexpr auto refused = naru::refused_frame(naru::close_reason::message_too_large);
  CHECK(refused.status == naru::frame_status::refused);
  CHECK(refused.reason == naru::close_reason::message_too_large);
  constexpr auto incomplete = naru::incomplete_frame(7);
  CHECK(incomplete.status == naru::frame_status::incomplete);
  CHECK(incomplete.bytes == 7);
}

TEST_CASE("random_messages_go_there_and_back") {
  const unsigned seed = chosen_seed();
  MESSAGE("--rand-seed=" << seed);
  generator numbers(seed);
  for (int i = 0; i < 100; ++i) {
    for_each_length_prefix([&]<naru::length_prefix Format> {
      check_random_row<naru::length_prefixed<Format>>(numbers);
    });
    check_random_row<naru::packet_framing>(numbers);
    check_random_row<naru::delimited<>>(numbers);
    check_random_row<naru::delimited<"\r\n">>(numbers);
    check_random_row<naru::delimited<"\n\r\n\n\r">>(numbers);
    check_random_row<naru::raw>(numbers);
  }
}

TEST_SUITE_END();
