// Lookups that take long: nothing waits for a lookup that is no longer needed.
#include "names.hpp"
#include "support.hpp"
#include "system.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>

using namespace contract;

namespace {

// On systems whose lookups cannot be made slow, this is simply an unknown name.
constexpr std::string_view slow_host = "host.slow.invalid";

/// Returns false, with a message, if a lookup cannot be made slow.
bool can_be_slow() {
  const char* const reason = slow_lookup::impossible_because();
  if (reason != nullptr) MESSAGE("skipped: " << std::string(reason));
  return reason == nullptr;
}

// The lookup of an unknown name may have ended before it was cancelled.
bool is_canceled_or_unknown(const std::error_code& error) {
  return error == std::errc::operation_canceled || is_unknown_host(error);
}

}  // namespace

TEST_SUITE_BEGIN("resolver");

TEST_CASE("cancel_a_pending_lookup") {
  if (!asks_the_system_for_names()) return;
  if (!can_be_slow()) return;
  endpoints found{naru::endpoint()};
  recorder resolved;
  const slow_lookup slow;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  resolver.resolve(slow_host, 80, found, resolved);
  CHECK(run_until(*proactor, [&] { return slow.waiting() == 1; }));
  CHECK_FALSE(resolved.completed());
  resolver.cancel();
  CHECK_FALSE(resolved.completed());
  REQUIRE(run_until_completed(*proactor, {&resolved}));
  CHECK(resolved.error() == std::errc::operation_canceled);
  CHECK(found.empty());
  CHECK(slow.waiting() == 1);  // the system has not noticed
  resolver.cancel();
  // The same resolver looks up another name meanwhile.
  CHECK_FALSE(resolve(*proactor, resolver, "localhost", found).error);
  CHECK(resolved.completions() == 1);
}

TEST_CASE("cancel_completes_a_lookup_once") {
  const std::size_t count = scaled(500);
  endpoints found;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  for (std::size_t i = 0; i < count; ++i) {
    const auto error = finish(*proactor, [&](auto& op) {
                         const auto submission = resolver.resolve("localhost", 80, found, op);
                         if (i % 2 == 0) proactor->poll();
                         resolver.cancel();
                         return submission;
                       }).error;
    CHECK(one_of(error, {std::error_condition(), std::errc::operation_canceled}));
    CHECK(found.empty() == static_cast<bool>(error));
  }
}

TEST_CASE("a_second_lookup_is_refused") {
  if (!asks_the_system_for_names()) return;
  if (!can_be_slow()) return;
  endpoints found;
  endpoints others{naru::endpoint()};
  recorder first;
  recorder second;
  const slow_lookup slow;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  resolver.resolve(slow_host, 80, found, first);
  resolver.resolve("localhost", 80, others, second);
  REQUIRE(run_until_completed(*proactor, {&second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK(others.size() == 1);
  CHECK_FALSE(first.completed());
  resolver.cancel();
  REQUIRE(run_until_completed(*proactor, {&first}));
}

TEST_CASE("stop_does_not_wait_for_a_slow_lookup") {
  if (!asks_the_system_for_names()) return;
  endpoints found;
  recorder resolved;
  std::optional<slow_lookup> slow(std::in_place);
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  resolver.resolve(slow_host, 80, found, resolved);
  proactor->stop();
  proactor->run();
  CHECK(proactor->stopped());
  proactor->restart();
  slow.reset();  // now the answer comes
  REQUIRE(run_until_completed(*proactor, {&resolved}));
  CHECK(is_canceled_or_unknown(resolved.error()));
}

TEST_CASE("destroying_a_resolver_cancels_its_lookup") {
  if (!asks_the_system_for_names()) return;
  endpoints found;
  recorder resolved;
  const slow_lookup slow;
  const auto proactor = test_proactor();
  {
    naru::resolver resolver(*proactor);
    resolver.resolve(slow_host, 80, found, resolved);
  }
  REQUIRE(run_until_completed(*proactor, {&resolved}));
  CHECK(is_canceled_or_unknown(resolved.error()));
}

TEST_CASE("destroying_a_resolver_in_its_own_completion") {
  endpoints found;
  recorder resolved;
  const auto proactor = test_proactor();
  auto resolver = std::make_unique<naru::resolver>(*proactor);
  resolved.then([&](naru::io_result) { resolver.reset(); });
  resolver->resolve("localhost", 80, found, resolved);
  REQUIRE(run_until_completed(*proactor, {&resolved}));
  CHECK_FALSE(resolved.error());
  CHECK_FALSE(found.empty());
}

TEST_CASE("destroying_the_proactor_cancels_lookups") {
  if (!asks_the_system_for_names()) return;
  std::deque<recorder> resolved(12);  // more than the process asks the system at a time
  std::vector<endpoints> found(resolved.size());
  std::optional<slow_lookup> slow(std::in_place);
  auto proactor = test_proactor();
  std::deque<naru::resolver> resolvers;
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    resolvers.emplace_back(*proactor).resolve(slow_host, 80, found[i], resolved[i]);
  }
  proactor.reset();
  for (const recorder& op : resolved) {
    CHECK(op.completions() == 1);
    CHECK(is_canceled_or_unknown(op.error()));
  }
  slow.reset();  // an answer that comes now finds nobody
  const auto another = test_proactor();
  naru::resolver resolver(*another);
  CHECK_FALSE(resolve(*another, resolver, "localhost", found[0]).error);
}

TEST_CASE("a_moved_resolver_keeps_its_lookup") {
  if (!asks_the_system_for_names()) return;
  endpoints found;
  recorder resolved;
  recorder canceled;
  const slow_lookup slow;
  const auto proactor = test_proactor();
  naru::resolver first(*proactor);
  first.resolve("localhost", 80, found, resolved);
  naru::resolver second(std::move(first));
  REQUIRE(run_until_completed(*proactor, {&resolved}));
  CHECK_FALSE(resolved.error());
  second.resolve(slow_host, 80, found, canceled);
  second = naru::resolver(*proactor);
  REQUIRE(run_until_completed(*proactor, {&canceled}));
  CHECK(is_canceled_or_unknown(canceled.error()));
}

TEST_CASE("cancel_a_lookup_that_waits_for_its_turn") {
  if (!asks_the_system_for_names()) return;
  if (!can_be_slow()) return;
  std::deque<recorder> resolved(40);
  std::vector<endpoints> found(resolved.size());
  const slow_lookup slow;
  const auto proactor = test_proactor();
  std::deque<naru::resolver> resolvers;
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    resolvers.emplace_back(*proactor).resolve(slow_host, 80, found[i], resolved[i]);
  }
  CHECK(run_until(*proactor, [&] { return slow.waiting() > 1; }));
  for (naru::resolver& each : resolvers) each.cancel();
  REQUIRE(run_until(*proactor, [&] { return all_completed(resolved); }));
  for (const recorder& op : resolved) CHECK(op.error() == std::errc::operation_canceled);
}

TEST_CASE("names_that_nobody_answers_do_not_hold_up_the_others") {
  if (!asks_the_system_for_names()) return;
  if (!can_be_slow()) return;
  std::deque<recorder> resolved(40);
  std::vector<endpoints> found(resolved.size());
  endpoints known;
  const slow_lookup slow;
  const auto proactor = test_proactor();
  std::deque<naru::resolver> resolvers;
  // Twenty names, and many lookups for one of them.
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    const std::string host =
        "host" + std::to_string(std::min<std::size_t>(i, 20)) + ".slow.invalid";
    resolvers.emplace_back(*proactor).resolve(host, 80, found[i], resolved[i]);
  }
  REQUIRE(run_until(*proactor, [&] { return slow.waiting() >= 21; }));
  naru::resolver resolver(*proactor);
  CHECK_FALSE(resolve(*proactor, resolver, "localhost", known).error);
  // At most two threads of the library ask for one name. Windows asks on threads of its own.
  if (proactor->backend() != "iocp") CHECK(slow.waiting() <= 22);
  for (naru::resolver& each : resolvers) each.cancel();
  REQUIRE(run_until(*proactor, [&] { return all_completed(resolved); }));
}

TEST_SUITE_END();
