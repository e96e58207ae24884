// Connecting to a host by the first of its addresses that answers.
#include <naru/tcp_connector.hpp>

#include "names.hpp"
#include "silent_endpoint.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <memory>

using namespace contract;

namespace {

naru::io_result connect(naru::proactor& proactor, naru::tcp_connector& connector,
                        const endpoints& addresses, naru::tcp_stream& stream,
                        const naru::connect_options& options = {}) {
  return finish(proactor, [&](naru::operation& op) {
    return connector.connect(addresses, stream, op, options);
  });
}

/// Checks that the connection works and goes to this listener.
void check_connected(naru::proactor& proactor, naru::tcp_listener& listener,
                     naru::tcp_stream& client) {
  naru::tcp_stream server(proactor);
  REQUIRE_FALSE(accept(proactor, listener, server).error);
  CHECK(client.remote_endpoint() == listener.local_endpoint());
  check_traffic(proactor, client, server);
}

}  // namespace

TEST_SUITE_BEGIN("connector");

TEST_CASE("connects_by_name") {
  endpoints local;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  REQUIRE_FALSE(resolve(*proactor, resolver, "localhost", local).error);
  naru::tcp_listener listener(*proactor, {local.front().address(), 0});
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const auto result = finish(*proactor, [&](naru::operation& op) {
    return connector.connect("localhost", listener.local_endpoint().port(), client, op);
  });
  REQUIRE_FALSE(result.error);
  check_connected(*proactor, listener, client);
}

TEST_CASE("connects_by_an_address_in_numbers") {
  const auto before = system_lookups();
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const auto result = finish(*proactor, [&](naru::operation& op) {
    return connector.connect("127.0.0.1", listener.local_endpoint().port(), client, op);
  });
  REQUIRE_FALSE(result.error);
  check_connected(*proactor, listener, client);
  CHECK(system_lookups() == before);
}

TEST_CASE("an_unknown_name_is_the_resolvers_error") {
  const auto proactor = test_proactor();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const auto connect_to = [&](std::string_view host) {
    return finish(*proactor, [&](auto& op) { return connector.connect(host, 80, client, op); });
  };
  CHECK(is_unknown_host(connect_to("no-such-host.invalid").error));
  CHECK(connect_to("").error == std::errc::invalid_argument);
  CHECK_FALSE(client.is_open());
}

TEST_CASE("refused_then_good") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const endpoints addresses{unused_endpoint(), unused_endpoint(), listener.local_endpoint()};
  REQUIRE_FALSE(connect(*proactor, connector, addresses, client).error);
  check_connected(*proactor, listener, client);
}

TEST_CASE("all_refused_reports_refused") {
  const auto proactor = test_proactor();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const endpoints addresses{unused_endpoint(), unused_endpoint()};
  CHECK(connect(*proactor, connector, addresses, client).error == std::errc::connection_refused);
  CHECK_FALSE(client.is_open());
}

TEST_CASE("silent_then_good_after_the_attempt_delay") {
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  naru::connect_options options;
  options.attempt_delay = 50ms;
  const auto begin = proactor->now();
  REQUIRE_FALSE(
      connect(*proactor, connector, {*quiet, listener.local_endpoint()}, client, options).error);
  CHECK(proactor->now() - begin >= options.attempt_delay);
  check_connected(*proactor, listener, client);
}

TEST_CASE("a_limit_of_one_attempt_leaves_it_its_time") {
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  naru::connect_options options;
  options.attempt_delay = 10ms;
  options.concurrent_attempts = 1;
  options.timeout = 100ms;
  CHECK(connect(*proactor, connector, {*quiet, listener.local_endpoint()}, client, options).error ==
        std::errc::timed_out);
}

TEST_CASE("losers_are_closed_before_it_completes") {
  constexpr std::size_t tolerated = 3;  // the system may open some for itself meanwhile
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  naru::connect_options options;
  options.attempt_delay = 10ms;
  endpoints addresses(7, *quiet);
  addresses.push_back(listener.local_endpoint());
  const std::size_t before = open_handles();
  REQUIRE_FALSE(connect(*proactor, connector, addresses, client, options).error);
  CHECK(open_handles() <= before + 1 + tolerated);
  check_connected(*proactor, listener, client);
}

TEST_CASE("the_timeout_ends_it") {
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  naru::connect_options options;
  options.timeout = 50ms;
  const auto begin = proactor->now();
  CHECK(connect(*proactor, connector, {*quiet}, client, options).error == std::errc::timed_out);
  CHECK(proactor->now() - begin >= options.timeout);
  CHECK_FALSE(client.is_open());
}

TEST_CASE("families_that_are_not_asked_for_are_not_tried") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  naru::connect_options options;
  options.order = naru::family_order::v6_only;
  CHECK(connect(*proactor, connector, {listener.local_endpoint()}, client, options).error ==
        naru::error::host_not_found);
  options.order = naru::family_order::v4_only;
  CHECK_FALSE(connect(*proactor, connector, {listener.local_endpoint()}, client, options).error);
}

TEST_CASE("connect_options_out_of_range") {
  const auto proactor = test_proactor();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const endpoints addresses{unused_endpoint()};
  const auto refuses = [&](auto change) {
    naru::connect_options options;
    change(options);
    return connect(*proactor, connector, addresses, client, options).error ==
           std::errc::invalid_argument;
  };
  CHECK(refuses([](auto& options) { options.attempt_delay = 9ms; }));
  CHECK(refuses([](auto& options) { options.attempt_delay = 2'001ms; }));
  CHECK(refuses([](auto& options) { options.timeout = -1ms; }));
  CHECK(refuses([](auto& options) { options.timeout = std::chrono::milliseconds::max(); }));
  CHECK(refuses([](auto& options) { options.concurrent_attempts = 0; }));
  CHECK(refuses([](auto& options) { options.concurrent_attempts = 17; }));
  CHECK_FALSE(refuses([](auto& options) { options.timeout = 0ms; }));
  CHECK(connect(*proactor, connector, {}, client).error == std::errc::invalid_argument);
  const auto another = test_proactor();
  naru::tcp_stream foreign(*another);
  CHECK(connect(*proactor, connector, addresses, foreign).error == std::errc::invalid_argument);
}

TEST_CASE("a_second_connect_of_a_connector_is_refused") {
  recorder first;
  recorder second;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  naru::tcp_stream other(*proactor);
  const endpoints addresses{listener.local_endpoint()};
  connector.connect(addresses, client, first);
  connector.connect(addresses, other, second);
  REQUIRE(run_until_completed(*proactor, {&first, &second}));
  CHECK_FALSE(first.error());
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK_FALSE(other.is_open());
  check_connected(*proactor, listener, client);
}

TEST_SUITE_END();
