// The attempts of a client whose connection has layers.
#include "served.hpp"

#include <atomic>
#include <system_error>

using namespace contract;
using namespace layers;

TEST_SUITE_BEGIN("transports");

TEST_CASE("a_failed_handshake_is_a_failed_attempt_and_the_client_tries_again") {
  std::atomic<int> failures = 0;
  std::error_code last;
  served on;
  on.at_client.refuses = true;
  naru::client_options options = on.of_client();
  options.on_attempt_failed = [&](const naru::attempt_failure& failed) {
    last = failed.error;
    if (++failures == 3) on.at_client.refuses = false;
  };
  guest one(*on.proactor, options);
  CHECK(on.until([&] { return one.is_answered(); }));
  CHECK(failures == 3);
  CHECK(last == std::errc::permission_denied);
}

TEST_CASE("the_time_of_an_attempt_holds_for_its_handshake") {
  std::atomic<int> failures = 0;
  std::error_code last;
  served on;
  on.at_server.is_silent = true;
  naru::client_options options = on.of_client();
  options.connecting.timeout = 60ms;
  options.on_attempt_failed = [&](const naru::attempt_failure& failed) {
    last = failed.error;
    ++failures;
  };
  const guest one(*on.proactor, options);
  CHECK(on.until([&] { return failures == 2; }));
  CHECK(last == std::errc::timed_out);
}

TEST_CASE("a_client_is_stopped_during_its_handshake") {
  recorder stopped;
  served on;
  on.at_server.is_silent = true;
  guest one(on);
  CHECK(on.until([&] { return on.at_client.layers == 1; }));
  one.client.stop(1s, stopped);
  CHECK(run_until_completed(*on.proactor, {&stopped}));
  CHECK(one.written.connections() == 0);
}

TEST_SUITE_END();
