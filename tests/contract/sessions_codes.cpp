// The program's own reason for ending a session: its number and its text.
#include "heap_counter.hpp"
#include "sessions.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using namespace contract;
using namespace std::string_view_literals;

namespace {

constexpr std::uint32_t kicked = 7;

/// A server that notes the code of the session that ended last.
struct coded_stage : stage {
  coded_stage()
      : stage({.closed = [this](const scripted_session& session, naru::close_reason) {
          number = session.close_code().number;
          text = session.close_code().text;
        }}) {}

  std::uint32_t number = 99;
  std::string text = "none";
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("the_code_of_a_close_is_known_when_the_session_is_closed") {
  coded_stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->close_code() == naru::close_code());
  session->close({kicked, std::string("spam") + " in the lobby"});
  CHECK(session->close_code().number == kicked);
  CHECK(other.receive_end() == naru::error::end_of_stream);  // and nothing before
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::closed_by_program);
  CHECK(scene.number == kicked);
  CHECK(scene.text == "spam in the lobby");
  CHECK(session->close_code() == naru::close_code{kicked, "spam in the lobby"});
}

TEST_CASE("the_code_of_an_abort_is_known_when_the_session_is_closed") {
  coded_stage scene;
  peer other = scene.join();
  scene.only()->abort({.number = kicked});
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::aborted);
  CHECK(scene.number == kicked);
  CHECK(scene.text.empty());
}

TEST_CASE("a_session_that_ends_for_another_reason_has_no_code") {
  coded_stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  other.close();
  CHECK(scene.until_ended());
  session->close({kicked, "too late"});
  session->abort({kicked, "too late"});
  CHECK(scene.number == 0);
  CHECK(scene.text.empty());
  CHECK(session->close_code() == naru::close_code());
}

TEST_CASE("the_first_call_decides_the_code") {
  coded_stage scene;
  peer first = scene.join();
  const auto one = scene.only();
  one->close();
  one->close({kicked, "later"});
  one->abort({kicked, "later"});
  CHECK(scene.until_ended());
  CHECK(scene.number == 0);
  peer second = scene.join();
  const auto other = scene.only();
  other->close({1, "first"});
  other->abort({2, "second"});
  CHECK(scene.until_ended(2));
  CHECK(scene.number == 1);
  CHECK(scene.text == "first");
}

TEST_CASE("a_long_text_is_cut_between_two_characters") {
  coded_stage scene;
  peer other = scene.join();
  std::string text(naru::close_code::text_max - 1, 'x');
  scene.only()->abort({kicked, text + "\xed\x95\x9c"});  // one character of three bytes
  CHECK(scene.until_ended());
  CHECK(scene.text == text);
  peer second = scene.join();
  scene.only()->abort({kicked, text + "yz"});
  CHECK(scene.until_ended(2));
  CHECK(scene.text == text + "y");
}

TEST_CASE("a_code_without_memory_for_its_text_keeps_its_number") {
  if (!has_memory_of_the_system()) return;
  coded_stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  {
    const heap_shortage shortage(0);
    session->abort({kicked, "there is no memory for this"});
  }
  CHECK(scene.until_ended());
  CHECK(scene.number == kicked);
  CHECK(scene.text.empty());
}

TEST_CASE("sessions_are_counted_by_the_codes_of_the_program") {
  constexpr std::uint32_t large = 1'000'000;
  coded_stage scene;
  int ended = 0;
  const auto end_one = [&](naru::close_code code) {
    peer other = scene.join();
    scene.only()->abort(code);
    CHECK(scene.until_ended(++ended));
  };
  for (const std::uint32_t number : {0U, kicked, kicked, large, large + 1}) {
    end_one({.number = number});
  }
  const naru::session_counters counted = scene.server.counters();
  CHECK(counted.ended_for(naru::close_reason::aborted) == 5);
  CHECK(counted.ended_with(0) == 0);
  CHECK(counted.ended_with(kicked) == 2);
  CHECK(counted.ended_with(kicked + 1) == 0);
  CHECK(counted.ended_with(large) == 2);
  CHECK(counted.ended_with(large + 1) == 2);  // large numbers are counted together
}

TEST_SUITE_END();
