// Every operation that co_await takes: success, error, a stop before and while it waits.
#include "coroutines.hpp"

#include <array>
#include <string>
#include <string_view>

using namespace contract;
using namespace std::string_view_literals;

namespace {

naru::const_buffer text(std::string_view characters) { return naru::buffer(characters); }

naru::task<> exchange(connected_pair& pair) {
  std::array<std::byte, 16> storage{};
  const auto [sent, sent_bytes] = co_await pair.client.send(text("hello"));
  CHECK_FALSE(sent);
  CHECK(sent_bytes == 5);
  CHECK((co_await pair.server.receive_exactly(naru::buffer(storage, 5))).value() == 5);
  const std::array<naru::const_buffer, 2> parts{text("ab"), text("cd")};
  CHECK((co_await pair.server.send(parts)).value() == 4);
  const std::array<naru::mutable_buffer, 1> whole{naru::buffer(storage, 4)};
  CHECK((co_await pair.client.receive_exactly(whole)).value() == 4);
  CHECK_FALSE(pair.client.shutdown_send());
  const auto [end, none] = co_await pair.server.receive(naru::buffer(storage));
  CHECK(end == naru::error::end_of_stream);
  CHECK(none == 0);
  const auto again = co_await pair.server.receive(naru::buffer(storage));
  CHECK_THROWS_AS(static_cast<void>(again.value()), std::system_error);
  CHECK_FALSE((co_await pair.server.close_and_wait()).error);
  const auto closed = co_await pair.server.receive(naru::buffer(storage));
  CHECK(closed.error == std::errc::bad_file_descriptor);
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "streams_are_awaited") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::run(*proactor, exchange(pair));
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_ends_what_waits_on_a_stream") {
  std::array<std::byte, 16> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::stream& stream = pair.server;
  check_stops(*proactor, [&] { return stream.receive(naru::buffer(storage)); });
  check_stops(*proactor, [&] { return stream.receive_exactly(naru::buffer(storage)); });
  const bytes large(std::size_t{64} << 20);  // more than the system buffers
  check_stops(*proactor, [&] { return stream.send(large); });
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_loses_no_byte_that_arrived") {
  std::array<std::byte, 4> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK_FALSE(send(*proactor, pair.client, text("xy")).error);
  naru::io_result result;
  naru::run(*proactor, stopped(*proactor,
                               [](naru::tcp_stream& stream, naru::mutable_buffer into,
                                  naru::io_result& outcome) -> naru::task<> {
                                 outcome = co_await stream.receive_exactly(into);
                               }(pair.server, naru::buffer(storage), result)));
  std::array<std::byte, 4> rest{};
  std::size_t had = result.bytes;
  if (had < 2) had += receive(*proactor, pair.server, naru::buffer(rest)).bytes;
  CHECK(is_canceled(result.error));
  CHECK(had == 2);
}

TEST_CASE_FIXTURE(no_frame_is_left, "connecting_and_accepting_are_awaited") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::run(*proactor, [](naru::tcp_listener& from) -> naru::task<> {
    naru::tcp_stream client(from.owner());
    auto [accepted, connected] =
        co_await naru::when_all(from.accept(), client.connect(from.local_endpoint()));
    CHECK_FALSE(accepted.error);
    CHECK_FALSE(connected.error);
    naru::tcp_stream server = accepted.value();
    CHECK(server.remote_endpoint() == client.local_endpoint());
    naru::tcp_stream other(from.owner());
    naru::tcp_stream second(from.owner());
    auto [again, joined] =
        co_await naru::when_all(from.accept(second), other.connect(from.local_endpoint()));
    CHECK_FALSE(again.error);
    CHECK_FALSE(joined.error);
    const auto refused = co_await naru::tcp_stream(from.owner()).connect(unused_endpoint());
    CHECK(refused.error == std::errc::connection_refused);
  }(listener));
  check_stops(*proactor, [&] { return listener.accept(); });
  naru::run(*proactor, listener.close_and_wait());
  CHECK(naru::run(*proactor, listener.accept()).error == std::errc::bad_file_descriptor);
}

TEST_CASE_FIXTURE(no_frame_is_left, "datagrams_are_awaited") {
  const auto proactor = test_proactor();
  naru::udp_socket one(*proactor, loopback());
  naru::udp_socket other(*proactor, loopback());
  naru::run(*proactor, [](naru::udp_socket& from, naru::udp_socket& to) -> naru::task<> {
    std::array<std::byte, 16> storage{};
    CHECK((co_await from.send_to(text("one"), to.local_endpoint())).value() == 3);
    const auto [error, bytes, source] = co_await to.receive_from(naru::buffer(storage));
    CHECK_FALSE(error);
    CHECK(bytes == 3);
    CHECK(source == from.local_endpoint());
    std::array<naru::datagram, 2> batch;
    for (naru::datagram& each : batch) each.buffer = naru::buffer(storage);
    const std::array<naru::outgoing_datagram, 1> out{{{text("two"), to.local_endpoint()}}};
    CHECK((co_await from.send_batch(out)).value() == 1);
    CHECK((co_await to.receive_batch(batch)).value() == 1);
    CHECK_FALSE(from.connect(to.local_endpoint()));
    CHECK((co_await from.send(text("three"))).value() == 5);
    CHECK((co_await to.receive(naru::buffer(storage))).value() == 5);
  }(one, other));
  std::array<std::byte, 16> storage{};
  check_stops(*proactor, [&] { return other.receive_from(naru::buffer(storage)); });
  check_stops(*proactor, [&] { return other.receive(naru::buffer(storage)); });
  naru::run(*proactor, other.close_and_wait());
}

TEST_CASE_FIXTURE(no_frame_is_left, "timers_and_sleeps_are_awaited") {
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  const auto begin = proactor->now();
  CHECK_FALSE(naru::run(*proactor, timer.wait_for(2ms)).error);
  CHECK_FALSE(naru::run(*proactor, timer.wait_until(begin + 4ms)).error);
  CHECK_FALSE(naru::run(*proactor, naru::sleep_for(2ms)));
  CHECK_FALSE(naru::run(*proactor, naru::sleep_until(begin + 8ms)));
  CHECK(proactor->now() >= begin + 8ms);
  CHECK_FALSE(naru::run(*proactor, naru::sleep_for(-1s)));
  check_stops(*proactor, [&] { return timer.wait_for(1h); });
  check_stops(*proactor, [&] { return naru::sleep_for(1h); });
  check_stops(*proactor, [&] { return naru::sleep_for(naru::proactor::duration::max()); });
}

TEST_CASE_FIXTURE(no_frame_is_left, "lookups_and_connects_by_name_are_awaited") {
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  const auto found = naru::run(*proactor, resolver.resolve("127.0.0.1", 80));
  CHECK_FALSE(found.error);
  CHECK(found.content == std::vector{naru::endpoint::parse("127.0.0.1:80")});
  CHECK(naru::run(*proactor, resolver.resolve("", 80)).error == std::errc::invalid_argument);
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  const std::uint16_t port = listener.local_endpoint().port();
  auto connected = naru::run(*proactor, connector.connect("127.0.0.1", port));
  CHECK_FALSE(connected.error);
  CHECK(connected.value().remote_endpoint() == listener.local_endpoint());
  const std::array<naru::endpoint, 1> nobody{unused_endpoint()};
  const auto refused = naru::run(*proactor, connector.connect(nobody));
  CHECK(refused.error == std::errc::connection_refused);
}

TEST_CASE_FIXTURE(no_frame_is_left, "buffered_reads_are_awaited") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::array<std::byte, 64> storage{};
  naru::buffered_reader reader(pair.server, naru::buffer(storage));
  CHECK_FALSE(send(*proactor, pair.client, text("one\ntwo\n12345")).error);
  const auto inline_before = proactor->counters().inline_completions;
  naru::run(*proactor, [](naru::buffered_reader& from) -> naru::task<> {
    CHECK((co_await from.read_until("\n")).value() == 4);
    from.consume(4);
    CHECK((co_await from.read_until("\n", 10)).value() == 4);
    from.consume(4);
    CHECK((co_await from.read_exactly(5)).value() == 5);
    from.consume(5);
  }(reader));
  CHECK(proactor->counters().inline_completions > inline_before);  // the data that is there
  check_stops(*proactor, [&] { return reader.read_until("\n"); });
}

TEST_CASE_FIXTURE(no_frame_is_left, "signals_are_awaited") {
  const auto proactor = test_proactor();
  naru::signal_set signals(*proactor, {naru::signal_kind::terminate});
  CHECK_FALSE(raise_here(naru::signal_kind::terminate));
  const auto [error, which] = naru::run(*proactor, signals.wait());
  CHECK_FALSE(error);
  CHECK(which == naru::signal_kind::terminate);
  check_stops(*proactor, [&] { return signals.wait(); });
}

TEST_SUITE_END();
