// Clients: they connect, lose the connection, wait, and connect again.
#include "sessions.hpp"

#include <memory>
#include <optional>
#include <string>

using namespace contract;
using namespace std::string_view_literals;

namespace {

naru::client_options options_for(const naru::endpoint& server) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .reconnect = {.delay_min = 5ms, .delay_max = 40ms, .seed = 7}};
}

std::unique_ptr<naru::server<echoing_session>> echo_on(naru::proactor& proactor,
                                                       const naru::endpoint& local,
                                                       journal& written) {
  auto server = std::make_unique<naru::server<echoing_session>>(
      proactor, naru::server_options{.address = local},
      [&written] { return std::make_shared<echoing_session>(written); });
  server->start();
  return server;
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_client_has_a_session_of_its_own") {
  journal at_server;
  journal at_client;
  script lines;
  lines.connected = [](scripted_session& self) { self.send(naru::buffer("hello"sv)); };
  const auto proactor = test_proactor();
  const auto server = echo_on(*proactor, loopback(), at_server);
  naru::client<scripted_session> client(*proactor, options_for(server->local_endpoint()), [&] {
    return std::make_shared<scripted_session>(at_client, lines);
  });
  client.start();
  CHECK(run_until(*proactor, [&] { return at_client.message_count() == 1; }));
  CHECK(at_client.messages().front() == "hello");
  CHECK(client.current() != nullptr);
  CHECK(client.current()->remote_endpoint() == server->local_endpoint());
  recorder stopped;
  client.stop(10s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(client.current() == nullptr);
  CHECK(at_client.reason() == naru::close_reason::server_stopped);
  CHECK(run_until(*proactor, [&] { return at_server.endings() == 1; }));
}

TEST_CASE("a_client_connects_again_after_a_loss") {
  journal at_server;
  journal at_client;
  const script lines;
  const auto proactor = test_proactor();
  const auto server = echo_on(*proactor, loopback(), at_server);
  naru::client<scripted_session> client(*proactor, options_for(server->local_endpoint()), [&] {
    return std::make_shared<scripted_session>(at_client, lines);
  });
  client.start();
  for (int connection = 1; connection <= 5; ++connection) {
    CHECK(run_until(*proactor, [&] { return at_server.connections() == connection; }));
    server->for_each([](echoing_session& each) { each.abort(); });
  }
  CHECK(run_until(*proactor, [&] { return at_client.connections() == 6; }));
  CHECK(at_client.reason() == naru::close_reason::peer_reset);
}

TEST_CASE("a_client_gives_up_after_so_many_attempts") {
  journal at_client;
  const script lines;
  std::vector<naru::attempt_failure> failures;
  const auto proactor = test_proactor();
  naru::client_options options = options_for(unused_endpoint());
  options.reconnect.attempts_max = 4;
  options.on_attempt_failed = [&](const naru::attempt_failure& each) { failures.push_back(each); };
  naru::client<scripted_session> client(
      *proactor, options, [&] { return std::make_shared<scripted_session>(at_client, lines); });
  client.start();
  CHECK(run_until(*proactor, [&] { return failures.size() == 4; }, 30s));
  CHECK(failures.front().error == std::errc::connection_refused);
  CHECK(failures.back().given_up);
  CHECK(failures.back().attempts == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::chrono::milliseconds longest = std::min(40ms, (1 << i) * 5ms);
    CHECK(failures[i].next >= longest / 2);
    CHECK(failures[i].next <= longest);
    CHECK_FALSE(failures[i].given_up);
  }
  CHECK(at_client.connections() == 0);
  proactor->run();  // nothing is left to do
}

TEST_CASE("a_client_that_closes_its_session_is_done") {
  journal at_server;
  journal at_client;
  script lines;
  lines.connected = [](scripted_session& self) { self.close(); };
  const auto proactor = test_proactor();
  auto server = echo_on(*proactor, loopback(), at_server);
  naru::client<scripted_session> client(*proactor, options_for(server->local_endpoint()), [&] {
    return std::make_shared<scripted_session>(at_client, lines);
  });
  client.start();
  CHECK(run_until(*proactor, [&] { return at_client.endings() == 1; }));
  recorder stopped;
  server->stop(10s, stopped);
  proactor->run();  // nothing is left to do
  CHECK(at_client.connections() == 1);
}

TEST_CASE("a_client_that_is_stopped_while_it_waits_or_connects_leaves_nothing_pending") {
  journal at_client;
  const script lines;
  const auto proactor = test_proactor();
  for (int round = 0; round < 40; ++round) {
    naru::client<scripted_session> client(*proactor, options_for(unused_endpoint()), [&] {
      return std::make_shared<scripted_session>(at_client, lines);
    });
    client.start();
    for (int i = 0; i < round; ++i) proactor->poll();
    recorder stopped;
    if (round % 2 == 0) client.stop(1s, stopped);
    if (round % 2 == 0) CHECK(run_until_completed(*proactor, {&stopped}));
  }
  proactor->run();
  CHECK(at_client.connections() == 0);
}

TEST_CASE("a_client_names_the_option_that_is_out_of_range") {
  const auto proactor = test_proactor();
  naru::client_options options{.host = "127.0.0.1", .port = 1};
  journal written;
  const script lines;
  const auto make = [&] { return std::make_shared<scripted_session>(written, lines); };
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, {.host = "", .port = 1}, make),
                       doctest::Contains("host is empty"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, {.host = "127.0.0.1"}, make),
                       doctest::Contains("port is 0"), std::invalid_argument);
  options.reconnect.delay_min = 0ms;
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, options, make),
                       doctest::Contains("reconnect.delay_min"), std::invalid_argument);
  options.reconnect = {.delay_min = 10ms, .delay_max = 5ms};
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, options, make),
                       doctest::Contains("reconnect.delay_max"), std::invalid_argument);
  options.reconnect = {};
  options.connecting.timeout = -1ms;
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, options, make),
                       doctest::Contains("connecting.timeout is -1 ms"), std::invalid_argument);
  options.connecting = {.attempt_delay = 1ms};
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, options, make),
                       doctest::Contains("connecting.attempt_delay"), std::invalid_argument);
  options.connecting = {.concurrent_attempts = 0};
  CHECK_THROWS_WITH_AS(naru::client<scripted_session>(*proactor, options, make),
                       doctest::Contains("connecting.concurrent_attempts"), std::invalid_argument);
}

TEST_CASE("a_client_that_its_failure_starts_again_throws") {
  const auto proactor = test_proactor();
  naru::client<scripted_session>* started = nullptr;
  bool threw = false;
  bool told = false;
  naru::client_options options = options_for(unused_endpoint());
  options.reconnect.attempts_max = 1;
  options.on_attempt_failed = [&](const naru::attempt_failure&) {
    told = true;
    try {
      started->start();
    } catch (const std::logic_error&) {
      threw = true;
    }
  };
  journal written;
  const script lines;
  naru::client<scripted_session> client(
      *proactor, options, [&] { return std::make_shared<scripted_session>(written, lines); });
  started = &client;
  client.start();
  CHECK(run_until(*proactor, [&] { return told; }));
  CHECK(threw);
}

TEST_CASE("a_client_whose_factory_fails_waits_for_the_longest_delay_there_is") {
  journal at_server;
  failure_log failures;
  const auto proactor = failures.proactor();
  auto server = echo_on(*proactor, loopback(), at_server);
  naru::client_options options = options_for(server->local_endpoint());
  options.reconnect.delay_min = options.reconnect.delay_max = (std::chrono::milliseconds::max)();
  int made = 0;
  naru::client<scripted_session> client(*proactor, options,
                                        [&]() -> std::shared_ptr<scripted_session> {
                                          ++made;
                                          throw std::runtime_error("asked for");
                                        });
  client.start();
  CHECK(run_until(*proactor, [&] { return made == 1 && failures.size() == 1; }));
  for (int i = 0; i < 100; ++i) proactor->poll();  // nothing is due
  CHECK(made == 1);
}

TEST_SUITE_END();
