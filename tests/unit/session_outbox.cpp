// The queue of a session: which messages are copied, and what a write sends.
#include "session/memory_budget.hpp"
#include "session/outbox.hpp"

#include <naru/detail/segment.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

using namespace naru::detail;
using namespace std::string_view_literals;

namespace {

/// One message in a segment of its own, as a broadcast sends it.
struct shared_text {
  explicit shared_text(std::string_view text) : holder(take_segment(text.size())) {
    std::memcpy(holder->bytes(), text.data(), text.size());
    bytes = {holder->bytes(), text.size()};
  }

  segment_pointer holder;
  naru::const_buffer bytes;
};

struct queue {
  void send(std::string_view text) {
    const auto room = box.append(text.size(), budget);
    REQUIRE(room);
    std::memcpy(room->data(), text.data(), text.size());
  }
  void send(const shared_text& shared) { REQUIRE(box.append(shared.holder, shared.bytes, budget)); }

  memory_budget budget{1'000'000};
  outbox box;
};

std::string text_of(std::span<const naru::const_buffer> buffers) {
  std::string all;
  for (const std::string_view each : buffers) all += each;
  return all;
}

}  // namespace

TEST_CASE("an_idle_outbox_sends_a_shared_message_itself") {
  for (const std::size_t size : {5U, 600U}) {
    CAPTURE(size);
    const shared_text shared{std::string(size, 'x')};
    queue mine;
    mine.send(shared);
    CHECK(mine.budget.held() == 0);
    const auto gathered = mine.box.gather();
    REQUIRE(gathered.size() == 1);
    CHECK(gathered[0].data() == shared.bytes.data());
    CHECK(gathered[0].size() == size);
    const outbox::progress made = mine.box.written();
    CHECK(made.bytes == size);
    CHECK(made.messages == 1);
    CHECK(shared.holder->holders == 1);
  }
}

TEST_CASE("short_messages_behind_a_shared_one_leave_in_one_piece_with_it") {
  const shared_text shared("shared,"sv);
  queue mine;
  mine.send(shared);
  mine.send("own,"sv);
  mine.send(shared);
  CHECK(shared.holder->holders == 1);
  CHECK(mine.box.queued_bytes() == 18);
  const auto gathered = mine.box.gather();
  CHECK(gathered.size() == 1);
  CHECK(text_of(gathered) == "shared,own,shared,");
  CHECK(mine.box.written().messages == 3);
  CHECK(mine.box.empty());
}

TEST_CASE("a_shared_message_that_is_being_written_stays_where_it_is") {
  const shared_text shared("shared,"sv);
  queue mine;
  mine.send(shared);
  const auto gathered = mine.box.gather();
  mine.send("own,"sv);
  mine.send(shared);
  CHECK(gathered[0].data() == shared.bytes.data());
  CHECK(mine.box.written().messages == 1);
  CHECK(text_of(mine.box.gather()) == "own,shared,");
  CHECK(mine.box.written().messages == 2);
}

TEST_CASE("a_large_shared_message_is_never_copied") {
  const shared_text large{std::string(600, 'x')};
  queue mine;
  mine.send("own,"sv);
  mine.send(large);
  mine.send("own too,"sv);
  const auto gathered = mine.box.gather();
  REQUIRE(gathered.size() == 3);
  CHECK(gathered[1].data() == large.bytes.data());
  CHECK(text_of(gathered) == "own," + std::string(600, 'x') + "own too,");
  CHECK(mine.box.written().messages == 3);
}

TEST_CASE("the_first_segment_behind_a_shared_message_is_usual_memory") {
  const shared_text shared("shared"sv);
  queue mine;
  memory_budget most(80'000);
  const segment_pointer taken = most.take(65'536, memory_use::large);
  mine.send(shared);
  CHECK(mine.box.append(10, most));  // in the last eighth
  CHECK_FALSE(mine.box.append(8'000, most));
  CHECK(mine.box.queued_bytes() == 16);
}

TEST_CASE("an_idle_outbox_has_its_memory_at_hand_for_short_messages") {
  queue mine;
  CHECK(mine.box.behind().empty());  // it has none yet
  mine.send("first"sv);
  static_cast<void>(mine.box.gather());
  CHECK(mine.box.behind().empty());  // the next message needs a piece of its own
  static_cast<void>(mine.box.written());
  const naru::mutable_buffer behind = mine.box.behind();
  REQUIRE(behind.size() >= 6);
  std::memcpy(behind.data(), "second", 6);
  mine.box.extend(behind.data() + 6, 1);
  CHECK(mine.box.queued_bytes() == 6);
  CHECK(text_of(mine.box.gather()) == "second");
  CHECK(mine.box.written().messages == 1);
}

TEST_CASE("a_write_sends_64_pieces_and_the_next_one_the_rest") {
  queue mine;
  const shared_text large{std::string(600, 'x')};
  for (std::size_t i = 0; i < 100; ++i) mine.send(large);
  CHECK(mine.box.gather().size() == 64);
  mine.send("last"sv);
  CHECK(mine.box.written().bytes == 64 * std::size_t{600});
  const auto rest = mine.box.gather();
  CHECK(rest.size() == 37);
  CHECK(std::string_view(rest.back()) == "last");
  CHECK(mine.box.written().messages == 37);
  CHECK(mine.box.empty());
  CHECK(mine.box.queued_bytes() == 0);
}
