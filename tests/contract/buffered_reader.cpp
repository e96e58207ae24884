// Reads lines, headers and blocks from a stream, whatever segments they come in.
#include "support.hpp"

#include <optional>
#include <string>
#include <thread>

using namespace contract;

namespace {

/// A reader at one end of a connection, and the other end.
struct reading_pair {
  reading_pair(naru::proactor& owner, std::size_t size) : proactor(owner), storage(size) {}

  void write(std::string_view text) {
    CHECK_FALSE(send(proactor, pair.client, naru::buffer(text)).error);
  }
  [[nodiscard]] naru::io_result read_until(std::string_view delimiter) {
    return finish(proactor, [&](auto& op) { return reader.read_until(delimiter, op); });
  }
  [[nodiscard]] naru::io_result read_until(std::string_view delimiter, std::size_t maximum) {
    return finish(proactor, [&](auto& op) { return reader.read_until(delimiter, maximum, op); });
  }
  [[nodiscard]] naru::io_result read_exactly(std::size_t size) {
    return finish(proactor, [&](auto& op) { return reader.read_exactly(size, op); });
  }
  /// Takes the front of the data.
  [[nodiscard]] std::string take(std::size_t size) {
    const auto front = reader.data().first(std::min(size, reader.data().size()));
    std::string text(reinterpret_cast<const char*>(front.data()), front.size());
    reader.consume(size);
    return text;
  }

  naru::proactor& proactor;
  bytes storage;
  connected_pair pair{proactor};
  naru::buffered_reader reader{pair.server, storage};
};

}  // namespace

TEST_SUITE_BEGIN("streams");

TEST_CASE("a_line_that_comes_byte_by_byte") {
  recorder read;
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->reader.read_until("\r\n", read);
  for (const char each : std::string_view("hel\rlo\r\n")) {
    CHECK(read.completions() == 0);
    peers->write(std::string_view(&each, 1));
    proactor->run_for(1ms);
  }
  REQUIRE(run_until_completed(*proactor, {&read}));
  CHECK_FALSE(read.error());
  CHECK(read.bytes() == 8);
  CHECK(peers->take(8) == "hel\rlo\r\n");
  CHECK(peers->reader.data().empty());
}

TEST_CASE("three_lines_in_one_segment") {
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->write("one\ntwo\nthree\nfo");
  for (const std::string_view line : {"one\n", "two\n", "three\n"}) {
    const auto [error, size] = peers->read_until("\n");
    CHECK_FALSE(error);
    CHECK(size == line.size());
    CHECK(peers->take(size) == line);
  }
  peers->write("ur\n");
  CHECK(peers->read_until("\n").bytes == 5);
  CHECK(peers->take(5) == "four\n");
}

TEST_CASE("a_delimiter_split_over_two_receives_is_found") {
  recorder read;
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->reader.read_until("--end--", read);
  for (const std::string_view part : {"ab--e", "--en", "d--", "rest"}) {
    peers->write(part);
    proactor->run_for(2ms);
  }
  REQUIRE(run_until_completed(*proactor, {&read}));
  CHECK(read.bytes() == 12);
  CHECK(peers->take(12) == "ab--e--end--");
  CHECK(peers->read_exactly(4).bytes == 4);
  CHECK(peers->take(4) == "rest");
}

TEST_CASE("a_thousand_lines_through_a_small_storage") {
  // Lines of every length up to the storage's, so that the rest of one moves to the front.
  constexpr std::size_t longest = 40;
  std::string all;
  for (std::size_t i = 0; i < 1'000; ++i) all += std::string(i * 7 % longest, 'x') + '\n';
  recorder sent;
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, longest);
  peers->pair.client.send(naru::buffer(all), sent);
  for (std::size_t i = 0; i < 1'000; ++i) {
    const auto [error, size] = peers->read_until("\n");
    REQUIRE_FALSE(error);
    REQUIRE(size == i * 7 % longest + 1);
    peers->reader.consume(size);
  }
  CHECK(peers->reader.data().empty());
  CHECK(run_until_completed(*proactor, {&sent}));
}

TEST_CASE("a_line_that_is_too_long_is_refused") {
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 8);
  peers->write("1234567890\n");
  const auto full = peers->read_until("\n");
  CHECK(full.error == std::errc::message_size);
  CHECK(full.bytes == 8);
  CHECK(peers->take(8) == "12345678");
  // If the delimiter is the last byte that fits, the line is not too long.
  CHECK(peers->read_until("\n").bytes == 3);
  CHECK(peers->take(3) == "90\n");
  peers->write("1234567\n");
  CHECK(peers->read_until("\n").bytes == 8);
}

TEST_CASE("a_line_longer_than_an_explicit_maximum_is_refused") {
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->write("12345\nabc\n");
  CHECK(peers->read_until("\n", 5).error == std::errc::message_size);
  CHECK(peers->read_until("\n", 6).bytes == 6);
  peers->reader.consume(6);
  CHECK(peers->read_until("\n", 1'000).bytes == 4);
  CHECK(peers->read_until("\n", 0).error == std::errc::message_size);
}

TEST_CASE("the_end_leaves_what_is_there") {
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->write("whole\npart");
  CHECK_FALSE(peers->pair.client.shutdown_send());
  CHECK(peers->read_until("\n").bytes == 6);
  peers->reader.consume(6);
  const auto end = peers->read_until("\n");
  CHECK(end.error == naru::error::end_of_stream);
  CHECK(end.bytes == 4);
  // The data can still be read.
  CHECK_FALSE(peers->read_exactly(4).error);
  CHECK(peers->take(4) == "part");
  CHECK(peers->read_exactly(1).error == naru::error::end_of_stream);
}

TEST_CASE("a_header_and_then_its_body") {
  recorder read;
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->write("length 10\n\n012345");
  const auto header = peers->read_until("\n\n");
  CHECK(header.bytes == 11);
  peers->reader.consume(header.bytes);
  peers->reader.read_exactly(10, read);
  proactor->run_for(2ms);
  CHECK(read.completions() == 0);
  peers->write("6789next");
  REQUIRE(run_until_completed(*proactor, {&read}));
  CHECK(read.bytes() == 10);
  CHECK(peers->take(10) == "0123456789");
  CHECK(peers->read_exactly(0).bytes == 0);
  CHECK(peers->read_exactly(65).error == std::errc::message_size);
  CHECK(peers->take(64) == "next");
}

TEST_CASE("a_canceled_read_keeps_what_came") {
  recorder read;
  recorder second;
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  peers->reader.cancel();  // nothing is pending
  peers->reader.read_until("\n", read);
  peers->write("hel");
  proactor->run_for(5ms);
  peers->reader.read_until("\n", second);
  peers->reader.cancel();
  REQUIRE(run_until_completed(*proactor, {&read, &second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK(read.error() == std::errc::operation_canceled);
  CHECK(read.completions() == 1);
  peers->write("lo\n");
  CHECK(peers->read_until("\n").bytes == 6);
  CHECK(peers->take(6) == "hello\n");
}

TEST_CASE("a_read_can_be_canceled_from_another_thread") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = scaled(1'000);
  std::size_t lines = 0;
  std::atomic<bool> over = false;
  recorder read;
  recorder sent;
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  const auto write_line = [&] {
    peers->pair.client.send(naru::buffer(std::string_view("a\n")), sent);
  };
  sent.then([&](naru::io_result result) {
    if (!result.error && !over) write_line();
  });
  read.then([&](naru::io_result result) {
    if (!result.error) ++lines;
    if (!result.error) peers->reader.consume(result.bytes);
    if (result.error && result.error != std::errc::operation_canceled) return;
    if (lines < rounds) peers->reader.read_until("\n", read);
  });
  write_line();
  peers->reader.read_until("\n", read);
  std::thread canceling([&] {
    while (!over) {
      peers->reader.cancel();
      std::this_thread::yield();
    }
  });
  const bool reached = run_until(*proactor, [&] { return lines == rounds; }, 40s);
  over = true;
  canceling.join();
  CHECK(reached);
  peers->pair.client.close();
  peers->pair.server.close();
  CHECK(run_until(*proactor, [&] { return !sent.pending() && !read.pending(); }));
}

TEST_CASE("an_empty_delimiter_is_refused") {
  std::optional<reading_pair> peers;
  const auto proactor = test_proactor();
  peers.emplace(*proactor, 64);
  CHECK(peers->read_until("").error == std::errc::invalid_argument);
  CHECK(peers->read_until("", 4).error == std::errc::invalid_argument);
}

TEST_CASE("a_read_ends_with_its_proactor") {
  recorder read;
  std::optional<reading_pair> peers;
  {
    const auto proactor = test_proactor();
    peers.emplace(*proactor, 64);
    peers->reader.read_until("\n", read);
  }
  CHECK(read.completions() == 1);
  CHECK(read.error() == std::errc::operation_canceled);
}

TEST_SUITE_END();
