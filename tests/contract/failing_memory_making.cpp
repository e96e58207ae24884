// Objects that are made while memory is short: they report it, leave nothing behind, and the
// proactor goes on (rule 15).
#include "failing_memory.hpp"
#include "names.hpp"
#include "native_socket.hpp"
#include "parts_with_handles.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <optional>
#include <string>

using namespace contract;

namespace {

/// Connects and exchanges a byte each way, so that the proactor serves.
void check_serves(naru::proactor& proactor) {
  connected_pair pair(proactor);
  check_traffic(proactor, pair.client, pair.server);
}

bool is_out_of_memory(const std::error_code& error) {
  return error == std::errc::not_enough_memory;
}

/// Lets each allocation of `make` fail in turn, on a proactor that has made nothing before. Only
/// the two kinds of exceptions that the constructors promise may come out.
template <class Make>
void check_each_allocation(Make make) {
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    const auto proactor = test_proactor();
    bool felt = false;
    bool refused = false;
    {
      const heap_shortage shortage(before);
      try {
        make(*proactor);
      } catch (const std::bad_alloc&) {
        refused = true;
      } catch (const std::system_error& error) {
        refused = is_out_of_memory(error.code());
      }
      felt = shortage.felt();
    }
    if (refused) CHECK(felt);
    make(*proactor);
    check_serves(*proactor);
    return felt;
  });
  CHECK(points > 0);
}

}  // namespace

TEST_SUITE_BEGIN("failing_memory");

TEST_CASE("a_listener_that_cannot_be_made_leaves_nothing_behind") {
  check_each_allocation([](naru::proactor& proactor) {
    const naru::tcp_listener listener(proactor, loopback());
    if (!listener.is_open()) FAIL_CHECK("made, and not open");
  });
}

TEST_CASE("a_datagram_socket_that_cannot_be_made_leaves_nothing_behind") {
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    check_each_allocation([&](naru::proactor& proactor) {
      const naru::udp_socket socket(proactor, loopback(), {.receive_coalesced = coalesced});
      if (!socket.is_open()) FAIL_CHECK("made, and not open");
    });
  }
}

TEST_CASE("a_resolver_that_cannot_be_made_leaves_nothing_behind") {
  check_each_allocation([](naru::proactor& proactor) {
    const naru::resolver resolver(proactor);
    const naru::tcp_connector connector(proactor);
  });
}

TEST_CASE("a_signal_set_that_cannot_be_made_leaves_nothing_behind") {
  check_each_allocation([](naru::proactor& proactor) {
    const naru::signal_set signals(proactor, {naru::signal_kind::hang_up});
  });
}

TEST_CASE("a_proactor_that_cannot_be_made_leaves_nothing_behind") {
  check_each_allocation([](naru::proactor&) {
    const auto another = test_proactor();
    another->poll();
  });
}

TEST_CASE("functions_that_give_an_error_code_throw_nothing") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor);
    naru::udp_socket socket(*proactor);
    std::error_code listened;
    std::error_code bound;
    bool felt = false;
    {
      const heap_shortage shortage(before);
      listened = listener.listen(loopback());
      bound = socket.bind(loopback());
      felt = shortage.felt();
    }
    CHECK(one_of(listened, {std::error_condition(), std::errc::not_enough_memory}));
    CHECK(one_of(bound, {std::error_condition(), std::errc::not_enough_memory}));
    CHECK((felt || (!listened && !bound)));
    CHECK_FALSE(listener.listen(loopback()));
    CHECK_FALSE(socket.bind(loopback()));
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("a_handle_that_cannot_be_adopted_stays_the_callers") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  if (!parts_with_handles(*proactor)) return;
  naru::tcp_listener listener(*proactor, loopback());
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    native_socket native(native_socket::kind::stream);
    naru::tcp_stream server(*proactor);
    naru::tcp_stream adopted(*proactor);
    REQUIRE(native.connect(listener.local_endpoint()));
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    std::error_code error;
    bool felt = false;
    {
      const heap_shortage shortage(before);
      error = adopted.adopt(native.get());
      felt = shortage.felt();
    }
    CHECK(one_of(error, {std::error_condition(), std::errc::not_enough_memory}));
    CHECK(native.is_open());
    if (error) {
      CHECK_FALSE(adopted.is_open());
      error = adopted.adopt(native.get());
    }
    REQUIRE_FALSE(error);
    native.leave();
    check_traffic(*proactor, adopted, server);
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("a_connect_without_memory_fails_by_its_result") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    recorder connected;
    recorder again;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback());
    naru::tcp_stream stream(*proactor);
    bool felt = false;
    {
      const heap_shortage shortage(before);
      stream.connect(listener.local_endpoint(), connected);
      felt = shortage.felt();
    }
    REQUIRE(run_until_completed(*proactor, {&connected}));
    CHECK(connected.completions() == 1);
    CHECK(one_of(connected.error(), {std::error_condition(), std::errc::not_enough_memory}));
    if (connected.error()) {
      stream.connect(listener.local_endpoint(), again);
      REQUIRE(run_until_completed(*proactor, {&again}));
      CHECK_FALSE(again.error());
    }
    naru::tcp_stream server(*proactor);
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    check_traffic(*proactor, stream, server);
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("a_lookup_without_memory_fails_by_its_result") {
  if (!has_memory_of_the_system()) return;
  for (const shortage_of whose : {shortage_of::this_thread, shortage_of::other_threads}) {
    std::size_t answered = 0;
    const std::size_t points = fail_each_allocation([&](std::size_t before) {
      endpoints found;
      recorder resolved;
      const auto proactor = test_proactor();
      naru::resolver resolver(*proactor);
      bool felt = false;
      {
        const heap_shortage shortage(before, whose);
        resolver.resolve("localhost", 80, found, resolved);
        REQUIRE(run_until_completed(*proactor, {&resolved}));
        felt = shortage.felt();
      }
      CHECK(resolved.completions() == 1);
      CHECK(found.empty() == static_cast<bool>(resolved.error()));
      if (!resolved.error()) ++answered;
      CHECK_FALSE(resolve(*proactor, resolver, "localhost", found).error);
      return felt;
    });
    CHECK(points > 0);
    CHECK(answered > 0);
  }
}

TEST_CASE("timers_without_memory_fail_by_their_result") {
  if (!has_memory_of_the_system()) return;
  constexpr std::size_t count = 100;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    std::deque<recorder> expired(count);
    const auto proactor = test_proactor();
    std::deque<naru::timer> timers;
    for (std::size_t i = 0; i < count; ++i) timers.emplace_back(*proactor);
    bool felt = false;
    {
      const heap_shortage shortage(before);
      for (std::size_t i = 0; i < count; ++i) timers[i].wait_for(1ms, expired[i]);
      felt = shortage.felt();
    }
    REQUIRE(run_until(*proactor, [&] { return all_completed(expired); }));
    std::size_t failed = 0;
    for (const recorder& each : expired) {
      CHECK(one_of(each.error(), {std::error_condition(), std::errc::not_enough_memory}));
      if (each.error()) ++failed;
    }
    CHECK(failed <= 1);
    CHECK((failed == 1) == felt);
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("a_sleep_without_memory_says_so") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    const auto proactor = test_proactor();
    bool felt = false;
    const auto sleeper = [](std::size_t allocations, bool& told) -> naru::task<std::error_code> {
      const heap_shortage shortage(allocations);
      const std::error_code error = co_await naru::sleep_for(1ms);
      told = shortage.felt();
      co_return error;
    };
    const std::error_code error = naru::run(*proactor, sleeper(before, felt));
    CHECK(one_of(error, {std::error_condition(), std::errc::not_enough_memory}));
    CHECK((felt || !error));
    check_serves(*proactor);
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("a_first_socket_without_handles_leaves_nothing_behind") {
  if (!has_native_handles()) return;
  if (const char* reason = handle_shortage::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  for (std::size_t spare = 0; spare < 6; ++spare) {
    CAPTURE(spare);
    recorder connected;
    const auto proactor = test_proactor();
    std::optional<naru::tcp_stream> stream(std::in_place, *proactor);
    {
      const handle_shortage shortage(spare);
      try {
        const naru::tcp_listener listener(*proactor, loopback());
      } catch (const std::system_error& error) {
        CHECK(error.code() == std::errc::too_many_files_open);
      }
      try {
        const naru::udp_socket socket(*proactor, loopback());
      } catch (const std::system_error& error) {
        CHECK(error.code() == std::errc::too_many_files_open);
      }
      stream->connect(loopback(), connected);
    }
    REQUIRE(run_until_completed(*proactor, {&connected}));
    CHECK(connected.error());
    stream.reset();
    check_serves(*proactor);
  }
}

TEST_SUITE_END();
