// Packets of the program's own types: sent and broadcast as they are, and dispatched by their ids.
#include "heap_counter.hpp"
#include "sessions.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

struct greeting_packet {
  static constexpr std::uint16_t id = 1;
  std::string_view name;

  void read(naru::packet_reader& from) { name = from.read_text(16); }
  void write(naru::packet_writer& to) const { to.write_text(name); }
};

struct sum_packet {
  static constexpr std::uint16_t id = 2;
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  void read(naru::packet_reader& from) { from.read(first, second); }
  void write(naru::packet_writer& to) const { to.write(first, second); }
};

struct throwing_packet {
  static constexpr std::uint16_t id = 3;
  void read(naru::packet_reader&) {}
  void write(naru::packet_writer&) const {}
};

struct unhandled_packet {
  static constexpr std::uint16_t id = 4;
  void write(naru::packet_writer&) const {}
};

/// Answers by a table, and closes at the first packet that it does not know.
class table_session final : public naru::session<naru::packet_framing> {
 public:
  table_session(journal& written, naru::room<table_session>& all) : written_(written), all_(all) {}

 private:
  static const naru::packet_handlers<table_session&>& handlers() {
    static const auto all =
        naru::packet_handlers<table_session&>()
            .on<greeting_packet>(&table_session::on_greeting)
            .on<sum_packet>([](table_session& from, const sum_packet& one) {
              from.send(sum_packet{.first = one.first + one.second, .second = 0});
            })
            .on<throwing_packet>([](table_session&, const throwing_packet&) {
              throw std::runtime_error("asked for");
            });
    return all;
  }

  void on_connected() override {
    written_.connected();
    all_.join(*this);
  }
  void on_message(naru::packet received) override {
    switch (handlers().dispatch(*this, received)) {
      case naru::dispatch_outcome::handled:
        return written_.message("handled");
      case naru::dispatch_outcome::unknown_id:
        written_.message("unknown");
        return close();
      case naru::dispatch_outcome::malformed:
        written_.message("malformed");
        return close();
    }
  }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

  void on_greeting(const greeting_packet& one) { all_.broadcast(one); }

  journal& written_;
  naru::room<table_session>& all_;
};

/// Expects a greeting, and then answers by a table.
class table_guest final : public naru::coroutine_session<naru::packet_framing> {
 private:
  naru::task<> serve() override {
    const auto handlers =
        naru::packet_handlers<table_guest&>().on<sum_packet>(&table_guest::on_sum);
    const auto first = co_await receive();
    const auto greeting = first ? naru::read_packet<greeting_packet>(*first) : std::nullopt;
    if (!greeting) co_return;
    send(*greeting);
    while (const auto received = co_await receive()) {
      if (handlers.dispatch(*this, *received) != naru::dispatch_outcome::handled) co_return;
    }
  }

  void on_sum(const sum_packet& one) {
    send(sum_packet{.first = one.first + one.second, .second = 0});
  }
};

template <naru::writable_packet Packet>
bytes frame_of(const Packet& one) {
  const naru::shared_message<naru::packet_framing> encoded(one);
  return bytes(encoded.bytes().begin(), encoded.bytes().end());
}

struct table_server {
  table_server() { server.start(); }

  [[nodiscard]] bool until_ended() {
    return run_until(*proactor, [&] { return written.endings() == 1; });
  }

  failure_log failures;
  journal written;
  naru::room<table_session> all;
  const std::unique_ptr<naru::proactor> proactor = failures.proactor();
  naru::server<table_session> server{
      *proactor, with_limits({}), [this] { return std::make_shared<table_session>(written, all); }};
};

using journal_lines = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("packets_reach_their_handlers_and_are_sent_and_broadcast_as_they_are") {
  table_server running;
  peer first(*running.proactor, running.server.local_endpoint());
  peer second(*running.proactor, running.server.local_endpoint());
  REQUIRE(run_until(*running.proactor, [&] { return running.all.size() == 2; }));
  REQUIRE(first.send(frame_of(sum_packet{.first = 40, .second = 2})));
  const bytes sum = frame_of(sum_packet{.first = 42, .second = 0});
  CHECK(first.receive_bytes(sum.size()) == sum);
  const bytes greeting = frame_of(greeting_packet{.name = "jin"});
  REQUIRE(first.send(greeting));
  CHECK(first.receive_bytes(greeting.size()) == greeting);
  CHECK(second.receive_bytes(greeting.size()) == greeting);
  CHECK(running.written.messages() == journal_lines{"handled", "handled"});
}

TEST_CASE("a_packet_of_no_handler_or_of_a_wrong_size_is_told_apart") {
  const bytes no_handler = frame_of(unhandled_packet{});
  const bytes too_short = bytes_of("\6\0\2\0\1\2"sv);
  const bytes out_of_bounds = frame_of(greeting_packet{.name = "seventeen letters"});
  for (const auto& [sent, outcome] :
       {std::pair(no_handler, "unknown"), std::pair(too_short, "malformed"),
        std::pair(out_of_bounds, "malformed")}) {
    table_server running;
    peer other(*running.proactor, running.server.local_endpoint());
    REQUIRE(other.send(sent));
    CHECK(other.receive_end() == naru::error::end_of_stream);
    other.close();
    CHECK(running.until_ended());
    CHECK(running.written.messages() == journal_lines{outcome});
  }
}

TEST_CASE("an_exception_of_a_packet_handler_ends_its_session") {
  table_server running;
  peer other(*running.proactor, running.server.local_endpoint());
  REQUIRE(other.send(frame_of(throwing_packet{})));
  CHECK(running.until_ended());
  CHECK(running.written.reason() == naru::close_reason::handler_failed);
  CHECK(running.written.message_count() == 0);
}

TEST_CASE("a_packet_that_does_not_fit_is_too_large") {
  table_server running;
  peer other(*running.proactor, running.server.local_endpoint());
  REQUIRE(run_until(*running.proactor, [&] { return running.all.size() == 1; }));
  const std::string long_name(65'530, 'x');
  running.all.for_each([&](table_session& each) {
    CHECK(each.send(greeting_packet{.name = long_name}) == naru::send_outcome::too_large);
  });
  CHECK(running.all.broadcast(greeting_packet{.name = long_name}) == 0);
  const auto nobody = [](const table_session&) { return false; };
  CHECK(running.all.broadcast(greeting_packet{.name = "jin"}, nobody) == 0);
  CHECK(running.all.broadcast(sum_packet{.first = 1, .second = 2}) == 1);
  const bytes sum = frame_of(sum_packet{.first = 1, .second = 2});
  CHECK(other.receive_bytes(sum.size()) == sum);
}

TEST_CASE("a_coroutine_expects_a_packet_and_then_dispatches") {
  const auto proactor = test_proactor();
  naru::server<table_guest> server(*proactor, with_limits({}),
                                   [] { return std::make_shared<table_guest>(); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  const bytes greeting = frame_of(greeting_packet{.name = "jin"});
  REQUIRE(other.send(greeting));
  CHECK(other.receive_bytes(greeting.size()) == greeting);
  REQUIRE(other.send(frame_of(sum_packet{.first = 1, .second = 2})));
  const bytes sum = frame_of(sum_packet{.first = 3, .second = 0});
  CHECK(other.receive_bytes(sum.size()) == sum);
  REQUIRE(other.send(greeting));  // which its table does not know
  CHECK(other.receive_end() == naru::error::end_of_stream);
}

TEST_CASE("packets_are_written_and_dispatched_without_the_heap") {
  const auto handlers = naru::packet_handlers<std::uint32_t&>().on<sum_packet>(
      [](std::uint32_t& total, const sum_packet& one) { total += one.first + one.second; });
  std::array<std::byte, 64> storage;
  std::uint32_t total = 0;
  const std::size_t before = heap_calls();
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    naru::packet_writer body(storage);
    sum_packet{.first = i, .second = 1}.write(body);
    if (handlers.dispatch(total, naru::packet{2, body.bytes()}) !=
        naru::dispatch_outcome::handled) {
      total = 0;
    }
  }
  CHECK(heap_calls() == before);
  CHECK(total == 500'500);
}

TEST_SUITE_END();
