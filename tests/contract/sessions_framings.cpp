// Framings from end to end: numbered packets, lines, no framing, and one of the test's own.
#include "sessions.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

/// A server whose sessions send every message back, and the reasons why they ended.
template <naru::framing Framing>
struct parrots {
  class session final : public naru::session<Framing> {
   public:
    explicit session(parrots& all) : all_(all) {}

   private:
    void on_message(typename Framing::message_type message) override {
      ++all_.messages;
      this->send(message);
    }
    void on_closed(naru::close_reason why) override {
      all_.reason = why;
      ++all_.endings;
    }

    parrots& all_;
  };

  explicit parrots(const naru::session_options& options = {})
      : server(*proactor, with_limits(options),
               [this] { return std::make_shared<session>(*this); }) {
    server.start();
  }

  std::size_t messages = 0;
  std::size_t endings = 0;
  naru::close_reason reason{};
  const std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::server<session> server;
};

bytes bytes_with(std::initializer_list<int> values) {
  bytes all;
  for (const int each : values) all.push_back(static_cast<std::byte>(each));
  return all;
}

/// Two digits, then as many characters. It trusts the size that its peer sends.
struct own_framing {
  using message_type = std::string;

  naru::frame<std::string> decode(naru::const_buffer received, std::size_t) {
    if (received.size() < 2) return naru::incomplete_frame<std::string>();
    const auto digit = [&](std::size_t i) {
      return std::to_integer<std::size_t>(received[i]) - '0';
    };
    const std::size_t size = 10 * digit(0) + digit(1);
    if (received.size() < 2 + size) return naru::incomplete_frame<std::string>(2 + size);
    ++decoded;
    return naru::complete_frame(2 + size,
                                text_of(received.subspan(2, size)) + '/' + std::to_string(decoded));
  }
  static std::optional<std::size_t> encoded_size(const std::string& message) {
    return message.size() < 100 ? std::optional(message.size() + 2) : std::nullopt;
  }
  static void encode(const std::string& message, naru::mutable_buffer out) noexcept {
    out[0] = static_cast<std::byte>('0' + message.size() / 10);
    out[1] = static_cast<std::byte>('0' + message.size() % 10);
    std::memcpy(out.data() + 2, message.data(), message.size());
  }

  int decoded = 0;  // in this connection
};

/// Never completes a message, and asks for as much room as its peer announces.
template <std::size_t Wanted>
struct gullible_framing {
  using message_type = naru::const_buffer;

  naru::frame<> decode(naru::const_buffer, std::size_t) { return naru::incomplete_frame(Wanted); }
  static std::optional<std::size_t> encoded_size(naru::const_buffer) { return std::nullopt; }
  static void encode(naru::const_buffer, naru::mutable_buffer) noexcept {}
};

template <class Parrots>
bool ended(Parrots& all) {
  return run_until(*all.proactor, [&] { return all.endings == 1; });
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("packets_come_back_with_their_numbers") {
  parrots<naru::packet_framing> all;
  peer other(*all.proactor, all.server.local_endpoint());
  // The size counts its own header and number, both little-endian; the second packet has no body.
  const bytes packets = bytes_with({7, 0, 0x34, 0x12, 'a', 'b', 'c', 4, 0, 0xff, 0xff});
  REQUIRE(other.send(packets));
  CHECK(other.receive_bytes(packets.size()) == packets);
  CHECK(all.messages == 2);
}

TEST_CASE("a_packet_smaller_than_its_header_is_malformed") {
  parrots<naru::packet_framing> all;
  peer other(*all.proactor, all.server.local_endpoint());
  REQUIRE(other.send(bytes_with({3, 0, 1, 0})));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(ended(all));
  CHECK(all.reason == naru::close_reason::message_malformed);
}

TEST_CASE("lines_come_back_one_by_one") {
  parrots<naru::delimited<"\r\n">> all;
  peer other(*all.proactor, all.server.local_endpoint());
  const bytes lines = bytes_of("first\r\n\r\nthi\rrd\r\n");
  for (const std::byte& each : lines) REQUIRE(other.send(naru::const_buffer(&each, 1)));
  CHECK(other.receive_bytes(lines.size()) == lines);
  CHECK(all.messages == 3);
}

TEST_CASE("a_line_that_does_not_end_is_too_large") {
  naru::session_options options;
  options.message_size_max = 1'000;
  options.receive_buffer_size = 64;
  parrots<naru::delimited<>> all(options);
  peer other(*all.proactor, all.server.local_endpoint());
  const bytes longest = joined(bytes(1'000, std::byte{'x'}), bytes_of("\n"));
  REQUIRE(other.send(longest));
  CHECK(other.receive_bytes(longest.size()) == longest);
  REQUIRE(other.send(bytes(1'001, std::byte{'x'})));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(ended(all));
  CHECK(all.reason == naru::close_reason::message_too_large);
}

TEST_CASE("without_a_framing_every_byte_comes_back") {
  naru::session_options options;
  options.message_size_max = 1'000;
  parrots<naru::raw> all(options);
  peer other(*all.proactor, all.server.local_endpoint());
  const bytes sent = pattern(100'000);
  REQUIRE(other.send(sent));
  CHECK(other.receive_bytes(sent.size()) == sent);
  CHECK(all.messages >= 100);
}

TEST_CASE("without_a_framing_an_empty_message_is_nothing_and_does_no_harm") {
  struct silent final : naru::session<naru::raw> {
    void on_message(naru::const_buffer) override {}
  };
  const auto proactor = test_proactor();
  std::shared_ptr<silent> session;
  naru::server<silent> server(*proactor, with_limits({}),
                              [&] { return session = std::make_shared<silent>(); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(run_until(*proactor, [&] { return server.counters().accepted == 1; }));
  const auto send_nothing = [&] { return session->send(naru::const_buffer()); };
  CHECK(send_nothing() == naru::send_outcome::queued);
  proactor->poll();
  CHECK(session->send(naru::buffer("text"sv)) == naru::send_outcome::queued);
  CHECK(send_nothing() == naru::send_outcome::queued);
  CHECK(server.broadcast(naru::const_buffer()) == 1);
  CHECK(text_of(other.receive_bytes(4)) == "text");
  session->close();
  CHECK(send_nothing() == naru::send_outcome::closed);
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(run_until(*proactor, [&] { return server.size() == 0; }));
  CHECK(send_nothing() == naru::send_outcome::closed);
}

TEST_CASE("a_framing_of_the_users_own_has_its_own_messages_and_a_decoder_for_each_session") {
  parrots<own_framing> all;
  for (int connection = 0; connection < 2; ++connection) {
    peer other(*all.proactor, all.server.local_endpoint());
    REQUIRE(other.send(bytes_of("03abc05hel")));
    CHECK(text_of(other.receive_bytes(7)) == "05abc/1");
    REQUIRE(other.send(bytes_of("lo")));
    CHECK(text_of(other.receive_bytes(9)) == "07hello/2");
  }
  CHECK(all.messages == 4);
}

TEST_CASE("a_framing_that_never_sees_a_message_holds_no_more_than_one_and_its_frame") {
  naru::session_options options;
  options.message_size_max = 1'000;
  parrots<gullible_framing<0>> all(options);
  peer other(*all.proactor, all.server.local_endpoint());
  REQUIRE(other.send(bytes(1'000 + 65'536 + 1)));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(ended(all));
  CHECK(all.reason == naru::close_reason::message_too_large);
}

TEST_CASE("a_framing_that_asks_for_too_much_room_ends_its_session_alone") {
  parrots<gullible_framing<(static_cast<std::size_t>(-1) >> 4)>> all;
  peer other(*all.proactor, all.server.local_endpoint());
  REQUIRE(other.send(bytes(1)));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(ended(all));
  CHECK(all.reason == naru::close_reason::message_too_large);
}

TEST_SUITE_END();
