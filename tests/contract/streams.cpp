// Bytes over one connection: they arrive once, whole and in order. Ends, resets and refusals are
// in streams_ends.cpp; the effects of a busy connection on others are in streams_fairness.cpp.
#include "support.hpp"

#include <array>
#include <optional>

using namespace contract;

namespace {

/// Receives until a number of bytes have come, compares each with the pattern, then stops.
class pattern_reader {
 public:
  pattern_reader(naru::tcp_stream& stream, std::size_t expected)
      : stream_(stream), expected_(expected) {}

  void start() { stream_.receive(storage_, received_); }
  [[nodiscard]] bool complete() const { return total_ == expected_; }
  [[nodiscard]] bool intact() const { return intact_; }

 private:
  void on_received(naru::io_result result) {
    intact_ =
        intact_ && !result.error && is_pattern(std::span(storage_).first(result.bytes), total_);
    total_ += result.bytes;
    if (!result.error && !complete()) start();
  }

  naru::tcp_stream& stream_;
  const std::size_t expected_;
  std::size_t total_ = 0;
  bool intact_ = true;
  bytes storage_ = bytes(65'536);
  naru::member_callback received_ = naru::bind<&pattern_reader::on_received>(this);
};

/// The rest of these buffers after the first `done` bytes.
std::vector<naru::mutable_buffer> after(std::span<const naru::mutable_buffer> buffers,
                                        std::size_t done) {
  std::vector<naru::mutable_buffer> left;
  for (const naru::mutable_buffer buffer : buffers) {
    const std::size_t here = std::min(done, buffer.size());
    done -= here;
    left.push_back(buffer.subspan(here));
  }
  return left;
}

/// Buffers of 1, 2, 3… bytes over one piece of memory, each before an empty one.
template <class Buffer, class Bytes>
std::vector<Buffer> growing_pieces(Bytes& memory, std::size_t count) {
  std::vector<Buffer> pieces;
  std::size_t begin = 0;
  for (std::size_t size = 1; size <= count; ++size) {
    pieces.push_back(Buffer(memory).subspan(begin, size));
    pieces.push_back({});
    begin += size;
  }
  return pieces;
}

constexpr std::size_t size_of_growing_pieces(std::size_t count) { return count * (count + 1) / 2; }

}  // namespace

TEST_SUITE_BEGIN("streams");

TEST_CASE("ping_pong") {
  std::array<std::byte, 32> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  for (std::size_t i = 0; i < scaled(500); ++i) {
    const bytes message = pattern(storage.size(), i);
    REQUIRE(send(*proactor, pair.client, message).bytes == message.size());
    REQUIRE_FALSE(receive_exactly(*proactor, pair.server, naru::buffer(storage)).error);
    REQUIRE_FALSE(send(*proactor, pair.server, naru::buffer(storage)).error);
    REQUIRE_FALSE(receive_exactly(*proactor, pair.client, naru::buffer(storage)).error);
    CHECK(is_pattern(storage, i));
  }
}

TEST_CASE("scatter_gather") {
  constexpr std::size_t pieces = 12;
  constexpr std::size_t size = size_of_growing_pieces(pieces);
  const bytes out = pattern(size);
  bytes in(size);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto gathered = growing_pieces<naru::const_buffer>(out, pieces);
  const auto sent = finish(*proactor, [&](auto& op) { return pair.client.send(gathered, op); });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == size);

  const auto scattered = growing_pieces<naru::mutable_buffer>(in, pieces);
  std::size_t received = 0;
  while (received < size) {
    const auto left = after(scattered, received);
    const auto part = finish(*proactor, [&](auto& op) { return pair.server.receive(left, op); });
    REQUIRE_FALSE(part.error);
    REQUIRE(part.bytes > 0);
    received += part.bytes;
  }
  CHECK(received == size);
  CHECK(in == out);
}

TEST_CASE("more_than_64_buffers") {
  constexpr std::size_t pieces = 200;
  constexpr std::size_t size = size_of_growing_pieces(pieces);
  constexpr std::size_t first_64 = size_of_growing_pieces(32);  // as many more are empty
  const bytes out = pattern(size);
  bytes in(size);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto gathered = growing_pieces<naru::const_buffer>(out, pieces);
  const auto sent = finish(*proactor, [&](auto& op) { return pair.client.send(gathered, op); });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == size);

  const auto scattered = growing_pieces<naru::mutable_buffer>(in, pieces);
  const auto part = finish(*proactor, [&](auto& op) { return pair.server.receive(scattered, op); });
  CHECK_FALSE(part.error);
  CHECK(part.bytes > 0);
  CHECK(part.bytes <= first_64);
  const auto rest = std::span(in).subspan(part.bytes);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, rest).error);
  CHECK(in == out);
}

TEST_CASE("64_MiB_arrives_intact") {
  constexpr std::size_t size = 64 * mebibyte;
  const bytes out = pattern(size);
  recorder sent;
  std::optional<pattern_reader> reader;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  reader.emplace(pair.server, size).start();
  pair.client.send(out, sent);
  REQUIRE(run_until(*proactor, [&] { return reader->complete() && sent.completed(); }, 40s));
  CHECK(reader->intact());
  CHECK_FALSE(sent.error());
  CHECK(sent.bytes() == size);
}

TEST_CASE("write_order") {
  // One after the other, started from each other's callbacks, of changing sizes.
  constexpr std::size_t size = mebibyte;
  const bytes out = pattern(size);
  std::size_t position = 0;
  std::size_t step = 0;
  recorder sent;
  std::optional<pattern_reader> reader;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto send_next = [&] {
    step = std::min(step * 7 % 4'093 + 1, size - position);
    pair.client.send(std::span(out).subspan(position, step), sent);
  };
  sent.then([&](naru::io_result result) {
    CHECK(result.bytes == step);
    position += result.bytes;
    if (!result.error && position < size) send_next();
  });
  reader.emplace(pair.server, size).start();
  send_next();
  REQUIRE(run_until(*proactor, [&] { return reader->complete(); }));
  CHECK(reader->intact());
}

TEST_CASE("zero_length_read_and_write_complete") {
  std::array<std::byte, 4> storage{};
  recorder readable;
  recorder nothing;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto sent = send(*proactor, pair.client, {});
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == 0);
  pair.client.send(std::span<const naru::const_buffer>(), nothing);
  REQUIRE(run_until_completed(*proactor, {&nothing}));
  CHECK_FALSE(nothing.error());

  pair.server.receive(naru::mutable_buffer(), readable);
  proactor->run_for(20ms);
  CHECK(readable.completions() == 0);
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  REQUIRE(run_until_completed(*proactor, {&readable}));
  CHECK_FALSE(readable.error());
  CHECK(readable.bytes() == 0);
  // If data is there, it completes too, and takes nothing away.
  const auto again = finish(*proactor, [&](auto& op) {
    return pair.server.receive(std::span<const naru::mutable_buffer>(), op);
  });
  CHECK_FALSE(again.error);
  CHECK(again.bytes == 0);
  const auto received = receive_exactly(*proactor, pair.server, naru::buffer(storage));
  CHECK_FALSE(received.error);
  CHECK(received.bytes == storage.size());
}

TEST_CASE("partial_read_then_the_rest") {
  std::array<std::byte, 10> storage{};
  const bytes out = pattern(10);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  REQUIRE_FALSE(send(*proactor, pair.client, out).error);
  const auto start = receive_exactly(*proactor, pair.server, naru::buffer(storage, 4));
  CHECK(start.bytes == 4);
  const auto room = std::span(storage).subspan(4);
  const auto rest = receive_exactly(*proactor, pair.server, room);
  CHECK(rest.bytes == 6);
  CHECK(is_pattern(storage));
}

TEST_CASE("full_duplex") {
  constexpr std::size_t size = 8 * mebibyte;
  const bytes out = pattern(size);
  std::array<recorder, 2> sent;
  std::optional<pattern_reader> at_client;
  std::optional<pattern_reader> at_server;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  at_client.emplace(pair.client, size).start();
  at_server.emplace(pair.server, size).start();
  pair.client.send(out, sent[0]);
  pair.server.send(out, sent[1]);
  REQUIRE(run_until(*proactor, [&] {
    return at_client->complete() && at_server->complete() && all_completed(sent);
  }));
  CHECK(at_client->intact());
  CHECK(at_server->intact());
}

TEST_CASE("a_blocked_write_waits_for_the_reader") {
  constexpr std::size_t size = 32 * mebibyte;  // more than the system buffers
  const bytes out = pattern(size);
  recorder sent;
  std::optional<pattern_reader> reader;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(out, sent);
  proactor->run_for(50ms);
  CHECK(sent.completions() == 0);
  reader.emplace(pair.server, size).start();
  REQUIRE(run_until(*proactor, [&] { return reader->complete() && sent.completed(); }, 40s));
  CHECK(reader->intact());
  CHECK(sent.bytes() == size);
}

TEST_CASE("no_delay_can_be_switched") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK_FALSE(pair.client.set_no_delay(false));
  CHECK_FALSE(pair.client.set_no_delay(true));
  pair.client.close();
  CHECK(pair.client.set_no_delay(true) == std::errc::bad_file_descriptor);
}

TEST_SUITE_END();
