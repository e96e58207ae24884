// What an update is made of, in memory.
#include <doctest/doctest.h>

#include <chrono>
#include <limits>
#include <string>
#include <string_view>

#include "../contract/json.hpp"
#include "watch/json_writer.hpp"
#include "watch/page_text.hpp"
#include "watch/suffering.hpp"
#include "watch/task_part.hpp"
#include "watch/update_budget.hpp"

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using contract::json;
using naru::detail::json_writer;
using naru::detail::suffering_of;

namespace {

std::string text_of(std::string_view text) { return json_writer().value(text).take(); }

// Where it waits and for what.
naru::waiting_task waiting(const char* what, std::source_location at) {
  naru::waiting_task task;
  task.frames.push_back({"player", at});
  task.waits_for = what;
  return task;
}

}  // namespace

TEST_SUITE_BEGIN("parts");

TEST_CASE("texts_of_strangers_become_json") {
  CHECK(text_of("plain") == "\"plain\"");
  CHECK(text_of("\"\\\n\x7f\0"sv) == R"("\"\\\u000a\u007f\u0000")");
  CHECK(text_of("\xed\x95\x9c") == "\"\xed\x95\x9c\"");
  CHECK(text_of("a\xff\xed\x95") == "\"a???\"");
  const std::string mark = "<script>";
  CHECK(json::read(text_of(mark)).text == mark);
}

TEST_CASE("a_long_text_is_cut_between_two_characters") {
  std::string text(json_writer::text_max - 1, 'a');
  CHECK(text_of(text + "b") == '"' + text + "b\"");
  CHECK(text_of(text + "\xed\x95\x9c") == '"' + text + '"');
}

TEST_CASE("numbers_that_json_does_not_have_become_null") {
  json_writer to;
  to.begin('[').value(1.5).value(std::numeric_limits<double>::infinity());
  to.value(std::numeric_limits<double>::quiet_NaN()).value(std::uint64_t{7}).end(']');
  CHECK(to.take() == "[1.5,null,null,7]");
}

TEST_CASE("a_session_suffers_from_the_limit_of_which_it_uses_most") {
  naru::session_options limits{.send_queue_max = 1'000};
  limits.idle_timeout = 10s;
  limits.write_timeout = 20s;
  limits.handshake_timeout = 5s;
  naru::session_state session;
  session.phase = naru::session_phase::open;
  session.queued_bytes = 250;
  session.had_message = true;
  CHECK(suffering_of(session, limits).part == doctest::Approx(0.25));
  CHECK(suffering_of(session, limits).limit == "send queue");
  session.unsent_for = 8s;
  CHECK(suffering_of(session, limits).part == doctest::Approx(0.4));
  CHECK(suffering_of(session, limits).limit == "write time");
  session.silent_for = 5s;
  CHECK(suffering_of(session, limits).limit == "idle time");
  session.paused = true;  // the peer's limits do not run
  CHECK(suffering_of(session, limits).limit == "write time");
  session.paused = false;
  session.had_message = false;
  CHECK(suffering_of(session, limits).part == doctest::Approx(1));
  CHECK(suffering_of(session, limits).limit == "handshake time");
  session.phase = naru::session_phase::draining;
  CHECK(suffering_of(session, limits).limit == "close time");
}

TEST_CASE("a_limit_that_is_off_is_used_by_nobody") {
  naru::session_options limits{.send_queue_max = 1'000};
  limits.idle_timeout = limits.write_timeout = limits.handshake_timeout = 0ms;
  naru::session_state session;
  session.phase = naru::session_phase::open;
  session.silent_for = session.unsent_for = 1h;
  CHECK(suffering_of(session, limits).part == 0);
  CHECK(suffering_of(session, limits).limit.empty());
}

TEST_CASE("what_took_long_is_not_done_again_soon") {
  naru::detail::update_budget budget;
  const naru::proactor::time_point begin(1h);
  CHECK(budget.allows(begin));
  budget.spend(begin, begin + 1ms, 400ms);
  CHECK_FALSE(budget.allows(begin + 399ms));
  CHECK(budget.allows(begin + 400ms));
  budget.spend(begin, begin + 10ms, 400ms);
  CHECK(budget.allows(begin + 400ms));  // once may have been an accident
  budget.spend(begin, begin + 10ms, 400ms);
  CHECK_FALSE(budget.allows(begin + 1'999ms));
  CHECK(budget.allows(begin + 2s));
  budget.spend(begin, begin + 1s, 400ms);
  budget.spend(begin, begin + 1s, 400ms);
  CHECK_FALSE(budget.allows(begin + 9'999ms));
  CHECK(budget.allows(begin + 10s));
}

TEST_CASE("tasks_that_wait_at_the_same_place_are_told_once") {
  naru::task_dump tasks;
  tasks.running = 2;
  const auto here = std::source_location::current();
  const auto there = std::source_location::current();
  tasks.waiting = {waiting("receive", there), waiting("timer", here), waiting("timer", here)};
  tasks.waiting[1].time_left = 5s;
  tasks.waiting[2].time_left = 2s;
  const json told = json::read(naru::detail::task_part(tasks));
  CHECK(told["waiting"].text == "3");
  CHECK(told["running"].text == "2");
  const auto& chains = told["chains"].elements;
  REQUIRE(chains.size() == 2);
  CHECK(chains[0]["count"].text == "2");
  CHECK(chains[0]["waits_for"].text == "timer");
  CHECK(chains[0]["left_ms"].text == "2000");
  const auto& frame = chains[0]["frames"].elements.at(0).elements;
  CHECK(frame.at(0).text == "player");
  CHECK(frame.at(1).text == "parts.cpp");
  CHECK(frame.at(2).text == std::to_string(here.line()));
}

TEST_CASE("an_update_tells_a_limited_number_of_places") {
  naru::task_dump tasks;
  for (int i = 0; i < 100; ++i) {
    tasks.waiting.push_back(waiting(std::to_string(i).c_str(), std::source_location::current()));
  }
  const json told = json::read(naru::detail::task_part(tasks));
  CHECK(told["chains"].elements.size() == naru::detail::task_places_max);
  CHECK(told["places"].text == "100");
}

TEST_CASE("the_page_is_whole,_needs_nothing_else_and_never_takes_text_for_markup") {
  const std::string_view page = naru::detail::watch_page_text;
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.ends_with("</html>\n"));
  for (const std::string_view mark : {"innerHTML", "outerHTML", "insertAdjacentHTML",
                                      "document.write", "http://", "https://", "eval("}) {
    CHECK_MESSAGE(page.find(mark) == std::string_view::npos, mark);
  }
}

TEST_SUITE_END();
