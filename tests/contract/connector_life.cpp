// How a connect ends early, how often a connector may be used, and what it leaves behind.
#include <naru/tcp_connector.hpp>

#include "heap_counter.hpp"
#include "names.hpp"
#include "silent_endpoint.hpp"
#include "support.hpp"
#include "system.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>

using namespace contract;

namespace {

/// Connects over and over, each time from the completion of the one before.
class repeater {
 public:
  repeater(naru::proactor& proactor, endpoints addresses, std::size_t rounds, countdown& done)
      : addresses_(std::move(addresses)),
        connector_(proactor),
        stream_(proactor),
        rounds_left_(rounds),
        done_(done) {}

  void start() { connector_.connect(addresses_, stream_, connected_); }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void on_connected(naru::io_result result) {
    failed_ = failed_ || result.error || !stream_.is_open();
    stream_.close(naru::close_mode::reset);
    if (--rounds_left_ != 0 && !failed_) return start();
    done_.arrive();
  }

  endpoints addresses_;
  naru::member_callback connected_ = naru::bind<&repeater::on_connected>(this);
  naru::tcp_connector connector_;
  naru::tcp_stream stream_;
  std::size_t rounds_left_;
  bool failed_ = false;
  countdown& done_;
};

/// Accepts every connection and closes it, but not by a reset, which may reach the other side
/// before it has noticed that it is connected.
class sink {
 public:
  sink(naru::proactor& proactor, naru::tcp_listener& listener)
      : listener_(listener), stream_(proactor) {}
  void start() { listener_.accept(stream_, accepted_); }

 private:
  void on_accepted(naru::io_result) {
    stream_.close();
    if (listener_.is_open()) start();
  }

  naru::member_callback accepted_ = naru::bind<&sink::on_accepted>(this);
  naru::tcp_listener& listener_;
  naru::tcp_stream stream_;
};

}  // namespace

TEST_SUITE_BEGIN("connector");

TEST_CASE("cancel_a_pending_connect") {
  recorder connected;
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  connector.connect(endpoints(3, *quiet), client, connected);
  proactor->run_for(20ms);
  CHECK_FALSE(connected.completed());
  connector.cancel();
  CHECK_FALSE(connected.completed());
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK(connected.error() == std::errc::operation_canceled);
  CHECK_FALSE(client.is_open());
  connector.cancel();
}

TEST_CASE("cancel_and_timeout_do_not_wait_for_a_slow_lookup") {
  if (!asks_the_system_for_names()) return;
  if (const char* const reason = slow_lookup::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  const slow_lookup slow;
  const auto proactor = test_proactor();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const auto canceled = finish(*proactor, [&](naru::operation& op) {
    const auto submission = connector.connect("host.slow.invalid", 80, client, op);
    connector.cancel();
    return submission;
  });
  CHECK(canceled.error == std::errc::operation_canceled);
  naru::connect_options options;
  options.timeout = 20ms;
  const auto timed_out = finish(*proactor, [&](naru::operation& op) {
    return connector.connect("host.slow.invalid", 80, client, op, options);
  });
  CHECK(timed_out.error == std::errc::timed_out);
}

TEST_CASE("cancel_completes_a_connect_once") {
  const std::size_t rounds = scaled(300);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  sink everything(*proactor, listener);
  everything.start();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream client(*proactor);
  const endpoints addresses{unused_endpoint(), listener.local_endpoint()};
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto result = finish(*proactor, [&](naru::operation& op) {
      const auto submission = connector.connect(addresses, client, op);
      for (std::size_t turn = 0; turn < i % 5; ++turn) proactor->poll();
      connector.cancel();
      return submission;
    });
    CHECK(one_of(result.error, {std::error_condition(), std::errc::operation_canceled}));
    CHECK(client.is_open() == !result.error);
    client.close(naru::close_mode::reset);
  }
  listener.close();
  proactor->run();
}

TEST_CASE("destroying_a_connector_cancels") {
  recorder connected;
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_stream client(*proactor);
  {
    naru::tcp_connector connector(*proactor);
    connector.connect(endpoints{*quiet}, client, connected);
    proactor->run_for(5ms);
  }
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK(connected.error() == std::errc::operation_canceled);
}

TEST_CASE("destroying_a_connector_in_its_own_completion") {
  recorder connected;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  auto connector = std::make_unique<naru::tcp_connector>(*proactor);
  connected.then([&](naru::io_result) { connector.reset(); });
  connector->connect(endpoints{listener.local_endpoint()}, client, connected);
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK_FALSE(connected.error());
  CHECK(client.is_open());
}

TEST_CASE("destroying_the_proactor_cancels_connects") {
  // Cancelled at every stage: before the lookup, during it, and with attempts under way.
  for (int turns = 0; turns < 6; ++turns) {
    recorder connected;
    recorder by_name;
    std::optional<naru::tcp_stream> client;
    std::optional<naru::tcp_connector> connector;
    std::optional<naru::tcp_connector> other;
    std::optional<naru::tcp_stream> another;
    auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback());
    client.emplace(*proactor);
    another.emplace(*proactor);
    connector.emplace(*proactor);
    other.emplace(*proactor);
    const endpoints addresses{unused_endpoint(), listener.local_endpoint()};
    connector->connect(addresses, *client, connected);
    other->connect("localhost", listener.local_endpoint().port(), *another, by_name);
    for (int turn = 0; turn < turns; ++turn) proactor->poll();
    proactor.reset();
    for (const recorder* op : {&connected, &by_name}) {
      CHECK(op->completions() == 1);
      CHECK(one_of(op->error(), {std::error_condition(), std::errc::operation_canceled,
                                 std::errc::connection_refused}));
    }
  }
}

TEST_CASE("a_connector_is_used_again_in_its_completion") {
  countdown done(1);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  sink everything(*proactor, listener);
  everything.start();
  repeater client(*proactor, {unused_endpoint(), listener.local_endpoint()}, scaled(200), done);
  client.start();
  CHECK(run_until(*proactor, [&] { return done.wait(0ms); }));
  CHECK_FALSE(client.failed());
  listener.close();
  proactor->run();
}

TEST_CASE("five_threads_connect") {
  if (!runs_on_threads()) return;
  constexpr std::size_t clients = 10;
  countdown done(clients);
  std::deque<repeater> repeaters;
  const auto proactor = test_proactor();
  {
    naru::tcp_listener listener(*proactor, loopback());
    sink everything(*proactor, listener);
    everything.start();
    for (std::size_t i = 0; i < clients; ++i) {
      const endpoints addresses{unused_endpoint(), listener.local_endpoint()};
      repeaters.emplace_back(*proactor, addresses, scaled(100), done).start();
    }
    naru::worker_pool workers(*proactor, 5);
    CHECK(done.wait(40s));
    listener.close();
    workers.join();
    for (const repeater& each : repeaters) CHECK_FALSE(each.failed());
  }
  repeaters.clear();
}

TEST_CASE("connecting_leaks_no_handle") {
  constexpr std::size_t tolerated = 3;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  sink everything(*proactor, listener);
  everything.start();
  const auto use = [&] {
    naru::tcp_connector connector(*proactor);
    naru::tcp_stream client(*proactor);
    const auto result = finish(*proactor, [&](naru::operation& op) {
      return connector.connect("localhost", listener.local_endpoint().port(), client, op);
    });
    static_cast<void>(result);  // localhost may be IPv6 alone
  };
  use();
  const std::size_t before = open_handles();
  for (std::size_t i = 0; i < scaled(200); ++i) use();
  CHECK(run_until(*proactor, [&] { return open_handles() <= before + tolerated; }));
  listener.close();
  proactor->run();
}

TEST_CASE("a_shortage_of_memory_ends_a_connect") {
  if (!has_memory_of_the_system()) return;
  recorder connected;
  const auto proactor = test_proactor();
  const naru::tcp_listener listener(*proactor, loopback());
  const naru::endpoint peer = listener.local_endpoint();
  const endpoints addresses{naru::endpoint(naru::address::loopback_v6(), peer.port()), peer};
  const auto by_address = [&](naru::tcp_connector& connector, naru::tcp_stream& stream) {
    return connector.connect(addresses, stream, connected);
  };
  const auto by_number = [&](naru::tcp_connector& connector, naru::tcp_stream& stream) {
    return connector.connect("127.0.0.1", peer.port(), stream, connected);
  };
  const auto by_name = [&](naru::tcp_connector& connector, naru::tcp_stream& stream) {
    return connector.connect("localhost", peer.port(), stream, connected);
  };
  const auto check_each_allocation = [&](auto connect) {
    bool felt = true;
    for (std::size_t before = 0; felt; ++before) {
      REQUIRE(before < 1'000);
      naru::tcp_stream stream(*proactor);
      naru::tcp_connector connector(*proactor);
      const int completions = connected.completions();
      bool completed = false;
      {
        const heap_shortage shortage(before);
        connect(connector, stream);
        completed = run_until(*proactor, [&] { return connected.completions() > completions; });
        felt = shortage.felt();
      }
      REQUIRE(completed);
      CHECK(stream.is_open() == !connected.error());
      if (!felt) CHECK_FALSE(connected.error());
    }
  };
  check_each_allocation(by_address);
  check_each_allocation(by_number);
  check_each_allocation(by_name);
}

TEST_SUITE_END();
