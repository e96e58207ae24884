// Signals of the system as operations. Every case raises them with raise_signal, and only while a
// set watches: otherwise the default action would end the tests.
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <optional>
#include <stdexcept>
#include <thread>

using namespace contract;
using naru::signal_kind;

namespace {

constexpr std::array every_kind{signal_kind::interrupt, signal_kind::terminate,
                                signal_kind::hang_up};

/// Raises a signal and runs until a set that watches nothing else has got it. Signals come one
/// after the other, so every other set has got those that came before.
[[nodiscard]] bool raise_and_hear(naru::proactor& proactor, signal_kind kind) {
  naru::signal_set witness(proactor, {kind});
  if (raise_here(kind)) return false;
  signal_kind which{};
  const auto result =
      finish(proactor, [&](naru::operation& op) { return witness.wait(which, op); });
  return !result.error && which == kind;
}

struct waiting_set {
  waiting_set(naru::proactor& proactor, std::initializer_list<signal_kind> kinds, recorder& op)
      : set(proactor, kinds) {
    CHECK(set.wait(which, op) == naru::submission::pending);
  }

  signal_kind which{};
  naru::signal_set set;
};

}  // namespace

TEST_SUITE_BEGIN("signals");

TEST_CASE("a_signal_completes_the_wait") {
  for (const signal_kind kind : every_kind) {
    CAPTURE(static_cast<int>(kind));
    signal_kind which{};
    recorder op;
    const auto proactor = test_proactor();
    naru::signal_set set(*proactor, {kind});
    CHECK(set.wait(which, op) == naru::submission::pending);
    CHECK(proactor->poll() == 0);
    CHECK(op.pending());
    CHECK_FALSE(raise_here(kind));
    // A wait is outstanding work: run returns when the signal has come, and not before.
    CHECK(proactor->run() == 1);
    CHECK(op.completions() == 1);
    CHECK_FALSE(op.error());
    CHECK(op.bytes() == 0);
    CHECK(which == kind);
  }
}

TEST_CASE("kept_until_somebody_waits") {
  signal_kind which{};
  recorder third;
  const auto proactor = test_proactor();
  naru::signal_set set(*proactor, {signal_kind::interrupt, signal_kind::terminate});
  // One of each kind is kept, however many came.
  REQUIRE(raise_and_hear(*proactor, signal_kind::terminate));
  REQUIRE(raise_and_hear(*proactor, signal_kind::interrupt));
  REQUIRE(raise_and_hear(*proactor, signal_kind::interrupt));
  REQUIRE(raise_and_hear(*proactor, signal_kind::hang_up));
  const auto wait = [&](naru::operation& op) { return set.wait(which, op); };
  CHECK_FALSE(finish(*proactor, wait).error);
  CHECK(which == signal_kind::interrupt);
  CHECK_FALSE(finish(*proactor, wait).error);
  CHECK(which == signal_kind::terminate);
  set.wait(which, third);
  CHECK(proactor->poll() == 0);
  set.cancel();
  CHECK(run_until_completed(*proactor, {&third}));
  CHECK(third.error() == std::errc::operation_canceled);
}

TEST_CASE("each_wait_hears_the_next_signal") {
  int heard = 0;
  signal_kind which{};
  recorder op;
  const auto proactor = test_proactor();
  naru::signal_set set(*proactor, {signal_kind::interrupt});
  op.then([&](naru::io_result result) {
    if (result.error || ++heard == 3) return;
    set.wait(which, op);
    CHECK_FALSE(raise_here(signal_kind::interrupt));
  });
  set.wait(which, op);
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  CHECK(run_until(*proactor, [&] { return op.completions() == 3; }));
  CHECK(heard == 3);
}

TEST_CASE("two_sets_both_hear") {
  recorder one_op;
  recorder other_op;
  const auto proactor = test_proactor();
  const waiting_set one(*proactor, {signal_kind::terminate}, one_op);
  const waiting_set other(*proactor, {signal_kind::interrupt, signal_kind::terminate}, other_op);
  CHECK_FALSE(raise_here(signal_kind::terminate));
  REQUIRE(run_until_completed(*proactor, {&one_op, &other_op}));
  CHECK(one.which == signal_kind::terminate);
  CHECK(other.which == signal_kind::terminate);
}

TEST_CASE("two_proactors_both_hear") {
  recorder one_op;
  recorder other_op;
  const auto one_proactor = test_proactor();
  const auto other_proactor = test_proactor();
  const waiting_set one(*one_proactor, {signal_kind::interrupt}, one_op);
  const waiting_set other(*other_proactor, {signal_kind::interrupt}, other_op);
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  CHECK(one_proactor->run() == 1);
  CHECK(other_proactor->run() == 1);
  CHECK_FALSE(one_op.error());
  CHECK_FALSE(other_op.error());
}

TEST_CASE("one_kind_does_not_wake_another") {
  recorder op;
  const auto proactor = test_proactor();
  waiting_set quiet(*proactor, {signal_kind::terminate}, op);
  REQUIRE(raise_and_hear(*proactor, signal_kind::interrupt));
  CHECK(proactor->poll() == 0);
  CHECK(op.pending());
  quiet.set.cancel();
  CHECK(run_until_completed(*proactor, {&op}));
}

TEST_CASE("a_second_wait_is_refused") {
  signal_kind which{};
  recorder first;
  recorder second;
  const auto proactor = test_proactor();
  waiting_set waiting(*proactor, {signal_kind::interrupt}, first);
  CHECK(waiting.set.wait(which, second) == naru::submission::pending);
  CHECK(second.completions() == 0);
  REQUIRE(run_until_completed(*proactor, {&second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK(first.pending());
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  REQUIRE(run_until_completed(*proactor, {&first}));
  CHECK_FALSE(first.error());
}

TEST_CASE("cancel") {
  recorder op;
  const auto proactor = test_proactor();
  waiting_set waiting(*proactor, {signal_kind::interrupt}, op);
  waiting.set.cancel();
  CHECK(op.completions() == 0);
  waiting.set.cancel();
  CHECK(proactor->run() == 1);
  CHECK(op.completions() == 1);
  CHECK(op.error() == std::errc::operation_canceled);
  // The set works as before.
  waiting.set.wait(waiting.which, op);
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  REQUIRE(run_until(*proactor, [&] { return op.completions() == 2; }));
  CHECK_FALSE(op.error());
}

TEST_CASE("a_destroyed_set_cancels") {
  recorder op;
  const auto proactor = test_proactor();
  {
    const waiting_set waiting(*proactor, {signal_kind::interrupt}, op);
  }
  CHECK(op.pending());
  CHECK(proactor->run() == 1);
  CHECK(op.error() == std::errc::operation_canceled);
}

TEST_CASE("a_set_is_destroyed_in_its_own_completion") {
  recorder op;
  const auto proactor = test_proactor();
  std::optional<waiting_set> waiting;
  op.then([&](naru::io_result) { waiting.reset(); });
  waiting.emplace(*proactor, std::initializer_list<signal_kind>{signal_kind::interrupt}, op);
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  CHECK(proactor->run() == 1);
  CHECK_FALSE(op.error());
}

TEST_CASE("a_moved_set_goes_on_waiting") {
  signal_kind which{};
  recorder op;
  const auto proactor = test_proactor();
  naru::signal_set from(*proactor, {signal_kind::interrupt});
  from.wait(which, op);
  const naru::signal_set to(std::move(from));
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  CHECK(proactor->run() == 1);
  CHECK_FALSE(op.error());
}

TEST_CASE("the_proactor_is_destroyed_first") {
  std::optional<naru::signal_set> idle;
  auto proactor = test_proactor();
  idle.emplace(*proactor, std::initializer_list<signal_kind>{signal_kind::interrupt});
  proactor.reset();
  // The set still keeps the signal from ending the program.
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  const auto next = test_proactor();
  CHECK(raise_and_hear(*next, signal_kind::interrupt));
}

TEST_CASE("the_proactor_is_destroyed_while_waiting") {
  recorder op;
  std::optional<waiting_set> waiting;
  auto proactor = test_proactor();
  waiting.emplace(*proactor, std::initializer_list<signal_kind>{signal_kind::interrupt}, op);
  proactor.reset();
  CHECK(op.completions() == 1);
  CHECK(op.error() == std::errc::operation_canceled);
}

TEST_CASE("signals_come_while_the_proactor_is_destroyed") {
  if (!runs_on_threads()) return;
  const auto living = test_proactor();
  const naru::signal_set shield(*living, {signal_kind::interrupt});
  for (std::size_t i = 0; i < scaled(100); ++i) {
    recorder op;
    std::optional<waiting_set> waiting;
    auto proactor = test_proactor();
    waiting.emplace(*proactor, std::initializer_list<signal_kind>{signal_kind::interrupt}, op);
    std::thread raising([] { raise_here(signal_kind::interrupt); });
    proactor.reset();
    raising.join();
    CHECK(op.completions() == 1);
    CHECK((!op.error() || op.error() == std::errc::operation_canceled));
  }
}

TEST_CASE("raised_from_another_thread") {
  if (!runs_on_threads()) return;
  recorder op;
  const auto proactor = test_proactor();
  const waiting_set waiting(*proactor, {signal_kind::terminate}, op);
  std::thread raising([] { raise_here(signal_kind::terminate); });
  CHECK(proactor->run() == 1);
  raising.join();
  CHECK(waiting.which == signal_kind::terminate);
}

TEST_CASE("stop_while_waiting") {
  recorder stopping;
  recorder op;
  const auto proactor = test_proactor();
  stopping.then([&](naru::io_result) { proactor->stop(); });
  const waiting_set waiting(*proactor, {signal_kind::interrupt}, op);
  proactor->post(stopping);
  CHECK(proactor->run() == 1);
  CHECK(op.pending());
  CHECK_FALSE(raise_here(signal_kind::interrupt));
  CHECK(proactor->run() == 0);
  CHECK(op.pending());
  proactor->restart();
  CHECK(proactor->run() == 1);
  CHECK_FALSE(op.error());
}

TEST_CASE("after_the_last_set_the_old_disposition_is_back") {
  if (!has_signals_of_the_system()) return;
  const auto before = signal_disposition(signal_kind::terminate);
  if (!before) {
    MESSAGE("skipped: this system has no disposition of signals to ask for");
    return;
  }
  signal_kind which{};
  recorder op;
  const auto proactor = test_proactor();
  std::optional<naru::signal_set> first;
  std::optional<naru::signal_set> second;
  first.emplace(*proactor, std::initializer_list<signal_kind>{signal_kind::terminate});
  const auto watched = signal_disposition(signal_kind::terminate);
  CHECK(watched != before);
  second.emplace(*proactor, std::initializer_list<signal_kind>{signal_kind::terminate});
  second->wait(which, op);
  first.reset();
  CHECK(signal_disposition(signal_kind::terminate) == watched);
  second.reset();
  CHECK(signal_disposition(signal_kind::terminate) == before);
  CHECK(run_until_completed(*proactor, {&op}));
}

TEST_CASE("a_hundred_sets_come_and_go") {
  std::deque<recorder> operations;
  const auto proactor = test_proactor();
  CHECK(raise_and_hear(*proactor, signal_kind::interrupt));
  const std::size_t handles = open_handles();
  for (std::size_t i = 0; i < scaled(100); ++i) {
    CHECK(raise_and_hear(*proactor, every_kind[i % every_kind.size()]));
  }
  // The system may have started or ended a thread meanwhile, but not one for each set.
  CHECK(open_handles() < handles + 10);
  std::deque<waiting_set> sets;
  for (int i = 0; i < 100; ++i) {
    sets.emplace_back(*proactor, std::initializer_list<signal_kind>{signal_kind::hang_up},
                      operations.emplace_back());
  }
  CHECK_FALSE(raise_here(signal_kind::hang_up));
  CHECK(run_until(*proactor, [&] { return all_completed(operations); }));
}

TEST_CASE("sets_come_and_go_on_several_threads") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::signal_set shield(*proactor, {signal_kind::interrupt});
  std::array<std::thread, 4> threads;
  for (std::thread& each : threads) {
    each = std::thread([] {
      const auto own = test_proactor();
      for (std::size_t i = 0; i < scaled(50); ++i) {
        CHECK(raise_and_hear(*own, signal_kind::interrupt));
      }
    });
  }
  for (std::thread& each : threads) each.join();
}

TEST_CASE("what_makes_no_sense_is_refused") {
  const auto proactor = test_proactor();
  const auto nothing = [&] { const naru::signal_set set(*proactor, {}); };
  const auto unknown = [&] {
    const naru::signal_set set(*proactor, {static_cast<signal_kind>(200)});
  };
  CHECK_THROWS_AS(nothing(), std::invalid_argument);
  CHECK_THROWS_AS(unknown(), std::invalid_argument);
  CHECK(raise_here(static_cast<signal_kind>(200)) == std::errc::invalid_argument);
}

TEST_SUITE_END();
