// Memory, handles and errors: the costs of a long life (rules 5 and 9).
#include "echo.hpp"
#include "heap_counter.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

using namespace contract;

namespace {

constexpr std::size_t message_size = 64;

/// One callback sends a message to every connection. When all have it, the next one begins.
class broadcast {
 public:
  broadcast(naru::proactor& proactor, std::size_t receivers) : proactor_(proactor) {
    for (std::size_t i = 0; i < receivers; ++i) members_.emplace_back(*this, proactor);
  }
  ~broadcast() {
    for (member& each : members_) {
      each.pair.client.close();
      each.pair.server.close();
    }
    CHECK(run_until(proactor_, [this] { return outstanding_ == 0; }));
  }
  broadcast(const broadcast&) = delete;
  broadcast& operator=(const broadcast&) = delete;

  void start(std::size_t rounds) {
    rounds_left_ = rounds;
    send_to_all();
  }
  [[nodiscard]] bool finished() const { return rounds_left_ == 0 || failed_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  struct member {
    member(broadcast& all, naru::proactor& proactor) : owner(all), pair(proactor) {}
    void receive_rest() { pair.client.receive(std::span(storage).subspan(have), received); }
    void on_received(naru::io_result result) {
      have += result.bytes;
      if (!result.error && have < storage.size()) return receive_rest();
      owner.one_done(result);
    }
    void on_sent(naru::io_result result) { owner.one_done(result); }

    broadcast& owner;
    std::array<std::byte, message_size> storage{};
    std::size_t have = 0;
    naru::member_callback received = naru::bind<&member::on_received>(this);
    naru::member_callback sent = naru::bind<&member::on_sent>(this);
    connected_pair pair;
  };

  void send_to_all() {
    outstanding_ = 2 * members_.size();
    for (member& each : members_) {
      each.have = 0;
      each.receive_rest();
      each.pair.server.send(naru::buffer(message_), each.sent);
    }
  }

  void one_done(const naru::io_result& result) {
    failed_ = failed_ || result.error;
    if (--outstanding_ == 0 && !failed_ && --rounds_left_ > 0) send_to_all();
  }

  naru::proactor& proactor_;
  std::array<std::byte, message_size> message_{};
  std::deque<member> members_;
  std::size_t outstanding_ = 0;
  std::size_t rounds_left_ = 0;
  bool failed_ = false;
};

/// Posts a batch and waits for it, over and over.
class foreign_poster {
 public:
  foreign_poster() {
    for (recorder& op : operations_) op.then([this](naru::io_result) { batch_.arrive(); });
  }

  void post_batches(naru::proactor& proactor, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      batch_.restart(operations_.size());
      for (recorder& op : operations_) proactor.post(op);
      if (!batch_.wait()) failed_ = true;
    }
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::array<recorder, 64> operations_;
  countdown batch_{0};
  std::atomic<bool> failed_{false};
};

/// Makes and destroys one object of every kind that owns a handle.
void use_every_kind_of_handle(naru::proactor& proactor) {
  connected_pair pair(proactor);
  std::array<std::byte, 8> storage{};
  CHECK_FALSE(send(proactor, pair.client, naru::buffer(storage)).error);
  pair.client.close(naru::close_mode::reset);
  naru::tcp_stream refused(proactor);
  pair.server.close();
  naru::timer timer(proactor);
  CHECK_FALSE(finish(proactor, [&](auto& op) { return timer.wait_for(0s, op); }).error);
  const auto another = test_proactor();
  naru::worker_pool workers(*another, 1);
  workers.join();
}

}  // namespace

TEST_SUITE_BEGIN("memory");

TEST_CASE("the_heap_is_counted") {
  const std::size_t before = heap_calls();
  int* volatile block = new int(7);  // volatile, because otherwise a compiler may remove it
  delete block;
  CHECK(heap_calls() > before);
}

TEST_CASE("steady_state_allocates_nothing") {
  constexpr std::size_t warm_up = 200;
  const std::size_t rounds = scaled(5'000);
  const auto proactor = test_proactor();
  echo_server server(*proactor);
  std::deque<echo_client> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(*proactor).start(server.endpoint(), echo_client::endless);
  }
  REQUIRE(run_until_rounds(*proactor, clients, warm_up));
  const std::size_t before = heap_calls();
  const bool done = run_until_rounds(*proactor, clients, warm_up + rounds);
  const std::size_t calls = heap_calls() - before;
  CHECK(done);
  CHECK(calls == 0);
}

TEST_CASE("steady_state_on_five_threads_allocates_nothing") {
  if (!runs_on_threads()) return;
  constexpr std::size_t warm_up = 200;
  const std::size_t rounds = scaled(2'000);
  const auto proactor = test_proactor();
  echo_server server(*proactor);
  std::deque<echo_client> clients;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back(*proactor).start(server.endpoint(), echo_client::endless);
  }
  naru::worker_pool workers(*proactor, 4);  // and this thread
  REQUIRE(run_until_rounds(*proactor, clients, warm_up));
  const std::size_t before = heap_calls();
  const bool done = run_until_rounds(*proactor, clients, warm_up + rounds);
  const std::size_t calls = heap_calls() - before;
  CHECK(done);
  CHECK(calls == 0);
  for (echo_client& client : clients) client.stop();
  const auto finished = [](const echo_client& client) { return client.finished(); };
  CHECK(run_until(*proactor, [&] { return std::ranges::all_of(clients, finished); }));
  server.stop();
  workers.join();
}

TEST_CASE("broadcast_allocates_nothing") {
  const auto proactor = test_proactor();
  broadcast everyone(*proactor, 100);
  everyone.start(20);
  REQUIRE(run_until(*proactor, [&] { return everyone.finished(); }));
  everyone.start(scaled(200));
  const std::size_t before = heap_calls();
  const bool done = run_until(*proactor, [&] { return everyone.finished(); }, 40s);
  const std::size_t calls = heap_calls() - before;
  CHECK(done);
  CHECK_FALSE(everyone.failed());
  CHECK(calls == 0);
}

TEST_CASE("exact_receives_and_buffered_reads_allocate_nothing") {
  // Twice 32 bytes fill the exact receive; then a buffered_reader reads a line.
  constexpr std::size_t warm_up = 50;
  const std::size_t rounds = scaled(1'000);
  const bytes half(32);
  const std::string_view line = "a line\n";
  std::array<std::byte, 64> block{};
  std::array<std::byte, 64> storage{};
  recorder sent;
  recorder received;
  std::size_t failures = 0;
  std::optional<naru::buffered_reader> reader;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  reader.emplace(pair.server, naru::buffer(storage));
  const auto both = [&](int wanted) {
    if (!run_until(*proactor, [&] { return received.completions() == wanted; })) ++failures;
    if (!run_until(*proactor, [&] { return !sent.pending(); })) ++failures;
    if (received.error() || sent.error()) ++failures;
  };
  const auto play = [&] {
    const int before = received.completions();
    pair.server.receive_exactly(naru::buffer(block), received);
    pair.client.send(half, sent);
    if (!run_until(*proactor, [&] { return !sent.pending(); })) ++failures;
    pair.client.send(half, sent);
    both(before + 1);
    reader->read_until("\n", received);
    pair.client.send(naru::buffer(line), sent);
    both(before + 2);
    reader->consume(received.bytes());
  };
  for (std::size_t i = 0; i < warm_up; ++i) play();
  const std::size_t before = heap_calls();
  for (std::size_t i = 0; i < rounds && failures == 0; ++i) play();
  const std::size_t calls = heap_calls() - before;
  CHECK(failures == 0);
  CHECK(calls == 0);
}

TEST_CASE("posting_from_a_foreign_thread_allocates_nothing") {
  if (!runs_on_threads()) return;
  const std::size_t batches = scaled(500);  // its first call takes memory
  std::size_t calls = 0;
  foreign_poster poster;
  const auto proactor = test_proactor();
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 1);
    std::thread([&] {
      poster.post_batches(*proactor, 10);
      const std::size_t before = heap_calls();
      poster.post_batches(*proactor, batches);
      calls = heap_calls() - before;
    }).join();
  }
  CHECK_FALSE(poster.failed());
  CHECK(calls == 0);
}

TEST_CASE("timers_allocate_nothing_once_there_were_as_many") {
  std::array<recorder, 100> expired;
  const auto proactor = test_proactor();
  std::deque<naru::timer> timers;
  const auto one_round = [&] {
    for (std::size_t i = 0; i < expired.size(); ++i) {
      timers[i].wait_for(std::chrono::microseconds(10 * i), expired[i]);
      if (i % 3 == 0) timers[i].cancel();
    }
    proactor->run();
  };
  for (std::size_t i = 0; i < expired.size(); ++i) timers.emplace_back(*proactor);
  one_round();
  const std::size_t before = heap_calls();
  for (int i = 0; i < 10; ++i) one_round();
  CHECK(heap_calls() - before == 0);
  CHECK(expired.back().completions() == 11);
}

TEST_CASE("no_handle_leaks") {
  // Systems open some of their own the first time that something is used, or in the background.
  constexpr std::size_t tolerated = 3;
  const auto proactor = test_proactor();
  use_every_kind_of_handle(*proactor);
  const std::size_t before = open_handles();
  for (std::size_t i = 0; i < scaled(200); ++i) use_every_kind_of_handle(*proactor);
  CHECK(run_until(*proactor, [&] { return open_handles() <= before + tolerated; }));
}

TEST_CASE("error_table_is_the_same_everywhere") {
  for (const native_error& native : native_errors()) {
    CAPTURE(native.value);
    const std::error_code error(native.value, naru::system_category());
    CHECK(error == native.condition);
    CHECK_FALSE(error.message().empty());
  }
  const std::error_code canceled = std::make_error_code(std::errc::operation_canceled);
  CHECK(canceled != std::errc::timed_out);
}

TEST_CASE("provoked_errors_are_the_same_everywhere") {
  std::array<std::byte, 1> storage{};
  const auto proactor = test_proactor();
  const auto check = [](const std::error_code& error, const std::error_condition& expected) {
    CAPTURE(expected.message());
    CHECK(error == expected);
    CHECK(error.value() != 0);
    CHECK_FALSE(error.message().empty());
  };
  naru::tcp_stream stream(*proactor);
  check(connect(*proactor, stream, unused_endpoint()).error, std::errc::connection_refused);
  naru::tcp_listener listener(*proactor);
  check(listener.listen(naru::endpoint::parse("192.0.2.1:1")), std::errc::address_not_available);
  check(accept(*proactor, listener, stream).error, std::errc::bad_file_descriptor);

  connected_pair pair(*proactor);
  const auto canceled = finish(*proactor, [&](auto& op) {
    const auto submission = pair.server.receive(naru::buffer(storage), op);
    pair.server.cancel();
    return submission;
  });
  check(canceled.error, std::errc::operation_canceled);
  const auto reset = finish(*proactor, [&](auto& op) {
    const auto submission = pair.server.receive(naru::buffer(storage), op);
    proactor->poll();
    pair.client.close(naru::close_mode::reset);
    return submission;
  });
  check(reset.error, std::errc::connection_reset);
  pair.server.close();
  check(send(*proactor, pair.server, naru::buffer(storage)).error, std::errc::bad_file_descriptor);
}

TEST_CASE("texts_name_the_operation_the_endpoint_and_the_reason") {
  const auto names = [](const std::string& text, std::string_view part) {
    CAPTURE(text);
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  };
  const auto proactor = test_proactor();
  const naru::endpoint nobody = unused_endpoint();
  naru::tcp_stream stream(*proactor);
  const std::error_code refused = connect(*proactor, stream, nobody).error;
  const std::string text = naru::describe("connect to", nobody, refused);
  names(text, "connect to " + nobody.to_string());
  names(text, refused.message());
  names(text, refused.category().name());
  names(text, std::to_string(refused.value()));

  const naru::endpoint elsewhere = naru::endpoint::parse("192.0.2.1:1");
  try {
    const naru::tcp_listener listener(*proactor, elsewhere);
    FAIL_CHECK("an address of another host was listened on");
  } catch (const std::system_error& thrown) {
    names(thrown.what(), "listen on " + elsewhere.to_string());
    names(thrown.what(), thrown.code().message());
  }
}

TEST_SUITE_END();
