// Text as messages: how a program writes it, and how it reads it.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

using namespace contract;
using namespace std::string_view_literals;

namespace {

/// Sends several texts in several ways, then repeats what it receives.
template <naru::framing Framing>
class talker final : public naru::session<Framing> {
  void on_connected() override {
    CHECK(this->send("literal") == naru::send_outcome::queued);
    CHECK(this->send(std::string("temporary string")) == naru::send_outcome::queued);
    CHECK(this->send("view"sv) == naru::send_outcome::queued);
    CHECK(this->send(naru::buffer("buffer")) == naru::send_outcome::queued);
    const char* const pointer = "pointer";
    CHECK(this->send(pointer) == naru::send_outcome::queued);
    char array[16] = "array";
    CHECK(this->send(array) == naru::send_outcome::queued);
    const naru::shared_message<Framing> shared("shared");
    CHECK(this->send(shared) == naru::send_outcome::queued);
  }
  void on_message(naru::const_buffer message) override {
    const std::string_view text = message;
    this->send(std::string(text.rbegin(), text.rend()));
  }
};

/// The bytes of all that on the wire; `frame` makes a frame of a message.
template <class Frame>
bytes all_said(Frame frame) {
  bytes all;
  for (const auto text : {"literal"sv, "temporary string"sv, "view"sv, "buffer"sv, "pointer"sv,
                          "array"sv, "shared"sv}) {
    all = joined(std::move(all), frame(text));
  }
  return all;
}

template <naru::framing Framing, class Frame>
void check_text(Frame frame) {
  const auto proactor = test_proactor();
  naru::server<talker<Framing>> server(*proactor, with_limits({}));
  server.start();
  peer other(*proactor, server.local_endpoint());
  const bytes said = all_said(frame);
  CHECK(other.receive_bytes(said.size()) == said);
  REQUIRE(other.send(frame("hello"sv)));
  CHECK(other.receive_bytes(frame("olleh"sv).size()) == frame("olleh"sv));
  CHECK(server.broadcast("everybody") == 1);
  CHECK(server.broadcast(std::string("most"), [](const auto&) { return true; }) == 1);
  CHECK(server.broadcast("nobody", [](const auto&) { return false; }) == 0);
  const bytes told = joined(frame("everybody"sv), frame("most"sv));
  CHECK(other.receive_bytes(told.size()) == told);
}

class numbered final : public naru::session<naru::packet_framing> {
  void on_message(naru::packet received) override {
    const std::string_view text = received.body;
    if (text == "who?") send({7, naru::buffer("me")});
  }
};

class host final : public naru::coroutine_session<naru::delimited<>> {
  naru::task<> serve() override {
    send("your name?");
    const auto name = co_await receive();
    if (!name) co_return;
    const std::string_view text = *name;
    send("welcome, " + std::string(text));
  }
};

naru::task<std::string> exchange(naru::tcp_stream& stream) {
  co_await stream.send(naru::buffer("hello"));
  std::array<std::byte, 5> space{};
  const auto [error, bytes] = co_await stream.receive_exactly(naru::buffer(space));
  co_return std::string(naru::const_buffer(space).first(bytes));
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("text_is_sent_without_a_zero_and_read_as_text_in_lines") {
  check_text<naru::delimited<>>(
      [](std::string_view text) { return bytes_of(std::string(text) + '\n'); });
}

TEST_CASE("text_is_sent_without_a_zero_and_read_as_text_behind_its_length") {
  check_text<naru::length_prefixed<>>([](std::string_view text) { return framed(text); });
}

TEST_CASE("text_is_sent_without_a_zero_and_read_as_text_without_a_framing") {
  check_text<naru::raw>([](std::string_view text) { return bytes_of(text); });
}

TEST_CASE("text_is_the_body_of_a_packet") {
  const auto proactor = test_proactor();
  naru::server<numbered> server(*proactor, with_limits({}));
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(other.send(bytes_of("\x08\0\0\0who?"sv)));
  CHECK(other.receive_bytes(6) == bytes_of("\x06\0\x07\0me"sv));
}

TEST_CASE("a_conversation_is_text") {
  const auto proactor = test_proactor();
  naru::server<host> server(*proactor, with_limits({}));
  server.start();
  peer other(*proactor, server.local_endpoint());
  CHECK(text_of(other.receive_bytes(11)) == "your name?\n");
  REQUIRE(other.send(bytes_of("Ann\n")));
  CHECK(text_of(other.receive_bytes(13)) == "welcome, Ann\n");
}

TEST_CASE("text_is_sent_on_a_stream_without_a_zero") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto [there, here] =
      naru::run(*proactor, naru::when_all(exchange(pair.client), exchange(pair.server)));
  CHECK(there == "hello");
  CHECK(here == "hello");
}

TEST_SUITE_END();
