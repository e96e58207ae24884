// The events of the console ("HandlerRoutine callback function" on Microsoft Learn). The test plays
// the console, because no test can make a real one close.
#include "calls.hpp"
#include "support.hpp"

#include <system/windows/console_events.hpp>

#include <initializer_list>

using namespace contract;
using naru::signal_kind;
using naru::detail::system_signals::answer_console_event;

namespace {

struct watching {
  explicit watching(naru::proactor& proactor)
      : set(proactor, {signal_kind::interrupt, signal_kind::terminate, signal_kind::hang_up}) {}

  /// Returns whether a wait gives `kind` at once.
  [[nodiscard]] bool heard(naru::proactor& proactor, signal_kind kind) {
    signal_kind which{};
    recorder op;
    set.wait(which, op);
    proactor.poll();
    const bool came = op.completed() && !op.error() && which == kind;
    set.cancel();
    CHECK(run_until_completed(proactor, {&op}));
    return came;
  }

  naru::signal_set set;
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("each_event_of_the_console_is_a_signal") {
  const auto proactor = test_proactor();
  watching all(*proactor);
  CHECK(answer_console_event(CTRL_C_EVENT).handled);
  CHECK(all.heard(*proactor, signal_kind::interrupt));
  CHECK(answer_console_event(CTRL_BREAK_EVENT).handled);
  CHECK(all.heard(*proactor, signal_kind::terminate));
  for (const DWORD event : std::initializer_list<DWORD>{CTRL_CLOSE_EVENT, CTRL_SHUTDOWN_EVENT}) {
    CHECK(answer_console_event(event).handled);
    CHECK(all.heard(*proactor, signal_kind::hang_up));
  }
}

TEST_CASE("a_logoff_ends_no_service") {
  const auto proactor = test_proactor();
  watching all(*proactor);
  const auto answer = answer_console_event(CTRL_LOGOFF_EVENT);
  CHECK_FALSE(answer.handled);
  CHECK(answer.stay == 0s);
  CHECK_FALSE(all.heard(*proactor, signal_kind::hang_up));
}

TEST_CASE("only_an_end_holds_up_the_console_and_not_for_ever") {
  const auto proactor = test_proactor();
  const watching all(*proactor);
  CHECK(answer_console_event(CTRL_C_EVENT).stay == 0s);
  CHECK(answer_console_event(CTRL_BREAK_EVENT).stay == 0s);
  for (const DWORD event : std::initializer_list<DWORD>{CTRL_CLOSE_EVENT, CTRL_SHUTDOWN_EVENT}) {
    CHECK(answer_console_event(event).stay > 20s);  // the time that the system gives a program
    CHECK(answer_console_event(event).stay <= 1min);
  }
}

TEST_CASE("an_event_that_nobody_watches_is_passed_on") {
  const auto proactor = test_proactor();
  const naru::signal_set set(*proactor, {signal_kind::interrupt});
  for (const DWORD event :
       std::initializer_list<DWORD>{CTRL_BREAK_EVENT, CTRL_CLOSE_EVENT, CTRL_SHUTDOWN_EVENT}) {
    CHECK_FALSE(answer_console_event(event).handled);
    CHECK(answer_console_event(event).stay == 0s);
  }
}

TEST_SUITE_END();
