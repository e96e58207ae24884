// The log of a proactor: what it is told, and that it harms nothing.
#include "sessions.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace contract;

namespace {

/// Keeps the lines of a log.
class event_log {
 public:
  [[nodiscard]] naru::log_sink sink() {
    return [this](naru::log_level level, std::string_view event, naru::log_fields fields) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(naru::log_line(level, event, fields));
    };
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;  // guards lines_
  std::vector<std::string> lines_;
};

std::string line_of(std::initializer_list<naru::log_field> fields) {
  return naru::log_line(naru::log_level::info, "event", {fields.begin(), fields.size()});
}

}  // namespace

TEST_SUITE_BEGIN("observing");

TEST_CASE("a_line_shows_a_field_of_each_kind") {
  constexpr std::array<std::uint8_t, 1> small{7};
  CHECK(line_of({}) == "info event");
  CHECK(line_of({{"yes", true}, {"no", false}}) == "info event yes=true no=false");
  CHECK(line_of({{"a", -1}, {"b", std::size_t{2}}, {"c", small[0]}, {"d", 0.5}}) ==
        "info event a=-1 b=2 c=7 d=0.5");
  CHECK(line_of({{"most", (std::numeric_limits<std::uint64_t>::max)()},
                 {"least", (std::numeric_limits<std::int64_t>::min)()}}) ==
        "info event most=18446744073709551615 least=-9223372036854775808");
  CHECK(line_of({{"peer", naru::endpoint::parse("[::1]:80")}}) == "info event peer=[::1]:80");
  const std::string failed = line_of({{"error", std::make_error_code(std::errc::timed_out)}});
  CHECK(failed.starts_with("info event error=\""));
  CHECK(failed.ends_with(")\""));
  CHECK(line_of({{"error", std::error_code()}}) == "info event error=none");
}

TEST_CASE("a_text_of_a_line_cannot_be_taken_for_another_field") {
  CHECK(line_of({{"a", "plain"}, {"b", std::string("plain")}}) == "info event a=plain b=plain");
  CHECK(line_of({{"a", ""}}) == "info event a=\"\"");
  CHECK(line_of({{"a", "b c"}}) == "info event a=\"b c\"");
  CHECK(line_of({{"a", "c=d"}}) == "info event a=\"c=d\"");
  CHECK(line_of({{"a", "\"b"}}) == "info event a=\"\\\"b\"");
  CHECK(line_of({{"a", "\\b"}}) == "info event a=\"\\\\b\"");
  CHECK(line_of({{"a", "\"\\\n\x7f"}}) == "info event a=\"\\\"\\\\??\"");
}

TEST_CASE("no_text_breaks_a_line_or_commands_a_terminal") {
  CHECK(line_of({{"a", "\r\n\x1b[2J"}}) == "info event a=\"???[2J\"");
  CHECK(line_of({{"a",
                  "\xc2\x9b"
                  "2J\xc2\x85"}}) == "info event a=\"?2J?\"");                       // C1
  CHECK(line_of({{"a", "x\xe2\x80\xa8y\xe2\x80\xa9"}}) == "info event a=\"x?y?\"");  // line breaks
  CHECK(line_of({{"a", "h\xc3\xbc\xc2\xa0\xe2\x80\xa6\xe2\x80"}}) ==
        "info event a=h\xc3\xbc\xc2\xa0\xe2\x80\xa6\xe2\x80");
  const auto thrown =
      std::make_exception_ptr(std::runtime_error("a\xc2\x9b"
                                                 "b\xe2\x80\xa8"));
  CHECK(naru::describe(naru::failure{.exception = thrown, .where = "here"}) == "here: a?b?");
}

TEST_CASE("without_a_sink_nothing_is_logged") {
  const auto proactor = test_proactor();
  CHECK_FALSE(proactor->logs(naru::log_level::error));
  proactor->log(naru::log_level::error, "nobody_hears");
}

TEST_CASE("a_log_is_told_from_its_lowest_level_on") {
  event_log log;
  const auto proactor =
      test_proactor({.log = log.sink(), .log_level_min = naru::log_level::warning});
  CHECK(proactor->logs(naru::log_level::error));
  CHECK_FALSE(proactor->logs(naru::log_level::info));
  proactor->log(naru::log_level::info, "not_this");
  proactor->log(naru::log_level::warning, "this", {{"number", 7}});
  CHECK(log.lines() == std::vector<std::string>{"warning this number=7"});
}

TEST_CASE("the_life_of_a_proactor_is_logged") {
  event_log log;
  {
    const auto proactor =
        test_proactor({.log = log.sink(), .log_level_min = naru::log_level::debug});
    CHECK(log.lines().front() == "debug proactor_made backend=" + std::string(proactor->backend()));
  }
  CHECK(log.lines().size() == 2);
  CHECK(log.lines()[1] == "debug proactor_destroyed");
}

TEST_CASE("a_failure_is_logged_and_told_to_its_observer") {
  event_log log;
  int told = 0;
  naru::proactor_options options;
  options.log = log.sink();
  options.on_failure = [&](const naru::failure&) { ++told; };
  const auto proactor = test_proactor(options);
  const naru::endpoint peer = naru::endpoint::parse("10.0.0.1:5");
  const auto thrown = std::make_exception_ptr(std::runtime_error("on purpose"));
  proactor->report({.exception = thrown, .where = "here", .session_id = 7, .peer = peer});
  proactor->report({.exception = std::make_exception_ptr(1), .where = "there"});
  proactor->report(
      {.error = std::make_error_code(std::errc::timed_out), .where = "x", .peer = peer});
  const std::vector<std::string> lines = log.lines();
  CHECK(told == 3);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "error failure where=here exception=\"on purpose\" peer=10.0.0.1:5 session=7");
  CHECK(lines[1] ==
        "error failure where=there exception=\"an exception that is no std::exception\"");
  CHECK(lines[2].starts_with("error failure where=x error="));
  CHECK(lines[2].ends_with(" peer=10.0.0.1:5"));
}

TEST_CASE("an_exception_of_a_session_is_logged") {
  event_log log;
  journal written;
  const script lines{.message = [](scripted_session&, const std::string&) {
    throw std::runtime_error("on purpose");
  }};
  const auto proactor = test_proactor({.log = log.sink()});
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(other.send("hello"));
  CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  REQUIRE(log.lines().size() == 1);
  const std::string line = log.lines().front();
  CHECK(line.starts_with("error failure where="));
  CHECK(line.find("exception=\"on purpose\"") != std::string::npos);
  CHECK(line.find(" peer=127.0.0.1:") != std::string::npos);
  CHECK(line.find(" session=") != std::string::npos);
}

TEST_CASE("a_session_log_tells_who_came_and_went_and_was_refused") {
  event_log log;
  journal written;
  const script lines{.message = [](scripted_session& session, const std::string&) {
    session.close(naru::close_code{7, "on purpose"});
  }};
  const auto proactor = test_proactor({.log = log.sink()});
  naru::server_options options = with_limits({});
  options.sessions_max = 1;
  options.observer = std::make_shared<naru::session_log>(*proactor, "lobby");
  naru::server<scripted_session> server(
      *proactor, options, [&] { return std::make_shared<scripted_session>(written, lines); });
  server.start();
  peer only(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] { return written.connections() == 1; }));
  naru::tcp_stream refused(*proactor);
  static_cast<void>(
      connect(*proactor, refused, server.local_endpoint()));  // it may be reset by now
  CHECK(run_until(*proactor, [&] { return log.lines().size() == 2; }));
  REQUIRE(only.send("hello"));
  CHECK(only.receive().empty());
  only.close();
  CHECK(run_until(*proactor, [&] { return log.lines().size() == 3; }));
  const std::vector<std::string> seen = log.lines();
  CHECK(seen[0].starts_with("info session_accepted server=lobby session="));
  CHECK(seen[0].find(" peer=127.0.0.1:") != std::string::npos);
  CHECK(seen[1].starts_with("warning session_refused server=lobby peer=127.0.0.1:"));
  CHECK(seen[1].find(" reason=\"") != std::string::npos);
  CHECK(seen[2].starts_with("info session_closed server=lobby session="));
  CHECK(seen[2].find(" code=7 text=\"on purpose\"") != std::string::npos);
  CHECK(seen[2].find(" messages_received=1 messages_sent=0") != std::string::npos);
}

TEST_CASE("an_exception_of_a_sink_harms_nothing") {
  if (!runs_on_threads()) return;
  naru::proactor_options options;
  options.log = [](naru::log_level, std::string_view, naru::log_fields) {
    throw std::runtime_error("on purpose");
  };
  recorder thrown([](naru::io_result) { throw std::runtime_error("on purpose"); });
  recorder posted;
  const auto proactor = test_proactor(options);
  proactor->post(thrown);
  proactor->post(posted);
  naru::worker_pool workers(*proactor, 1);
  CHECK(wait_until([&] { return posted.completed(); }));
  workers.join();
}

TEST_SUITE_END();
