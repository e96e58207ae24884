// Pieces of a stream: lines and counted bytes, whatever the segments (rules 1 and 6).
#include "support.hpp"

#include <array>
#include <string>
#include <string_view>

using namespace contract;
using namespace std::string_view_literals;

namespace {

std::string_view text(naru::const_buffer bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A connection whose client writes and whose server reads in pieces.
struct reading {
  explicit reading(std::size_t storage_size) : storage(storage_size), proactor(test_proactor()) {}

  void write(std::string_view what) {
    REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(what)).error);
  }
  naru::io_result read_until(std::string_view delimiter) {
    return finish(*proactor, [&](naru::operation& op) { return reader.read_until(delimiter, op); });
  }
  naru::io_result read_exactly(std::size_t size) {
    return finish(*proactor, [&](naru::operation& op) { return reader.read_exactly(size, op); });
  }
  /// The next line, consumed; what went wrong in its place.
  std::string line() {
    const auto [error, length] = read_until("\n");
    if (error) return error.message();
    std::string found(text(reader.data().first(length)));
    reader.consume(length);
    return found;
  }

  bytes storage;
  recorder pending;
  std::unique_ptr<naru::proactor> proactor;
  connected_pair pair{*proactor};
  naru::buffered_reader reader{pair.server, naru::buffer(storage)};
};

}  // namespace

TEST_SUITE_BEGIN("streams");

TEST_CASE("read_until_three_lines_in_one_segment") {
  reading at(64);
  at.write("one\ntwo\n\nthree");
  CHECK(at.line() == "one\n");
  CHECK(at.line() == "two\n");
  CHECK(at.line() == "\n");
  at.write("!\n");
  CHECK(at.line() == "three!\n");
  CHECK(at.reader.data().empty());
}

TEST_CASE("read_until_byte_by_byte") {
  // A delimiter of several bytes comes in parts, and what looks like its beginning comes before it.
  reading at(64);
  constexpr auto sent = "head\r\r\r\nbody\r\n\r\n"sv;
  at.reader.read_until("\r\n\r\n", at.pending);
  for (const char& each : sent) {
    CHECK_FALSE(at.pending.completed());
    at.write({&each, 1});
    at.proactor->poll();
  }
  REQUIRE(run_until_completed(*at.proactor, {&at.pending}));
  CHECK_FALSE(at.pending.error());
  CHECK(text(at.reader.data().first(at.pending.bytes())) == sent);
}

TEST_CASE("read_until_uses_its_storage_again_and_again") {
  reading at(16);
  for (int i = 0; i < 100; ++i) {
    const std::string line(static_cast<std::size_t>(i % 16), 'x');
    at.write(line + "\n");
    CHECK(at.line() == line + "\n");
  }
}

TEST_CASE("read_until_has_a_maximum") {
  reading at(8);
  at.write("12345678\n");
  const auto [error, length] = at.read_until("\n");
  CHECK(error == std::errc::message_size);
  CHECK(length == 8);
  // What came is still there, and whoever can do with it goes on.
  CHECK(text(at.reader.data()) == "12345678");
  at.reader.consume(8);
  CHECK(at.line() == "\n");

  at.write("1234\n");
  const auto shorter =
      finish(*at.proactor, [&](naru::operation& op) { return at.reader.read_until("\n", 4, op); });
  CHECK(shorter.error == std::errc::message_size);
  const auto enough =
      finish(*at.proactor, [&](naru::operation& op) { return at.reader.read_until("\n", 5, op); });
  CHECK_FALSE(enough.error);
  CHECK(enough.bytes == 5);
}

TEST_CASE("read_until_ends_with_the_stream") {
  reading at(64);
  at.write("whole\nhalf");
  CHECK_FALSE(at.pair.client.shutdown_send());
  CHECK(at.line() == "whole\n");
  const auto [error, length] = at.read_until("\n");
  CHECK(error == naru::error::end_of_stream);
  CHECK(length == 4);
  CHECK(text(at.reader.data()) == "half");
}

TEST_CASE("read_exactly_and_read_until_take_turns") {
  reading at(64);
  at.write("5\nhello3\nbye");
  CHECK(at.line() == "5\n");
  CHECK(at.read_exactly(5).bytes == 5);
  CHECK(text(at.reader.data().first(5)) == "hello");
  at.reader.consume(5);
  CHECK(at.line() == "3\n");
  CHECK_FALSE(at.read_exactly(3).error);
  CHECK(text(at.reader.data()) == "bye");
  CHECK_FALSE(at.read_exactly(0).error);
}

TEST_CASE("a_cancelled_read_keeps_what_came") {
  reading at(64);
  at.write("half");
  at.reader.read_until("\n", at.pending);
  REQUIRE(run_until(*at.proactor, [&] { return at.reader.data().size() == 4; }));
  at.reader.cancel();
  REQUIRE(run_until_completed(*at.proactor, {&at.pending}));
  CHECK(at.pending.error() == std::errc::operation_canceled);
  CHECK(at.pending.bytes() == 4);
  at.write(" and half\n");
  CHECK(at.line() == "half and half\n");
  at.reader.cancel();  // nothing is pending
  at.write("more\n");
  CHECK(at.line() == "more\n");
}

TEST_CASE("a_reader_refuses_what_cannot_be") {
  recorder second;
  reading at(8);
  CHECK(at.read_until("").error == std::errc::invalid_argument);
  CHECK(at.read_exactly(9).error == std::errc::invalid_argument);
  at.reader.read_exactly(1, at.pending);
  at.reader.read_until("\n", second);
  REQUIRE(run_until_completed(*at.proactor, {&second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK_FALSE(at.pending.completed());
  at.write("x");
  CHECK(run_until_completed(*at.proactor, {&at.pending}));
  CHECK_FALSE(at.pending.error());
}

TEST_CASE("lines_on_five_threads") {
  // Each line is read by whichever thread comes first.
  const std::size_t lines = scaled(10'000);
  std::size_t seen = 0;
  std::size_t wrong = 0;
  countdown done(1);
  std::string all;
  for (std::size_t i = 0; i < lines; ++i) all += std::to_string(i) + "\n";
  recorder sent;
  reading at(64);
  sent.then([&](naru::io_result) { at.pair.client.shutdown_send(); });
  at.pending.then([&](naru::io_result result) {
    if (result.error) return done.arrive();
    if (text(at.reader.data().first(result.bytes)) != std::to_string(seen) + "\n") ++wrong;
    at.reader.consume(result.bytes);
    ++seen;
    at.reader.read_until("\n", at.pending);
  });
  const naru::work_guard guard(*at.proactor);
  at.reader.read_until("\n", at.pending);
  at.pair.client.send(naru::buffer(all), sent);
  naru::worker_pool workers(*at.proactor, 5);
  CHECK(done.wait());
  CHECK(at.pending.error() == naru::error::end_of_stream);
  CHECK(seen == lines);
  CHECK(wrong == 0);
}

TEST_SUITE_END();
