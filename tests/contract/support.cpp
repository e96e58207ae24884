#include "support.hpp"

#include "simulated_backend.hpp"
#include "system.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace contract {
namespace {

std::string chosen_backend;

/// The cost of a connection and a few messages shows how slow everything else will be.
double measured_scale() {
  constexpr int connections = 8;
  constexpr int messages = 8;
  constexpr std::chrono::duration<double, std::milli> ordinary_ms{1.0};
  std::array<std::byte, 1> byte{};
  const auto proactor = test_proactor();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < connections; ++i) {
    connected_pair pair(*proactor);
    for (int k = 0; k < messages; ++k) {
      static_cast<void>(send(*proactor, pair.client, naru::buffer(byte)));
      static_cast<void>(receive(*proactor, pair.server, naru::buffer(byte)));
    }
  }
  const std::chrono::duration<double, std::milli> each =
      (std::chrono::steady_clock::now() - begin) / connections;
  return std::clamp(ordinary_ms / each, 0.1, 1.0);
}

double scale() {
  static const double factor = [] {
    const auto given = environment("NARU_TEST_SCALE");
    const double chosen = given ? std::stod(*given) : measured_scale();
    if (chosen != 1) std::printf("counts: %.2f of the full ones\n", chosen);
    return chosen;
  }();
  return factor;
}

}  // namespace

void choose_backend(std::string_view name) { chosen_backend = name; }

std::unique_ptr<naru::proactor> test_proactor(naru::proactor_options options) {
  if (is_simulated()) return simulated_proactor(options);
  options.backend = chosen_backend;
  return naru::make_proactor(options);
}

bool is_simulated() noexcept { return chosen_backend == simulated; }

bool runs_on_threads() {
  if (is_simulated()) MESSAGE("skipped: everything runs on one thread");
  return !is_simulated();
}

bool has_native_handles() {
  if (is_simulated()) MESSAGE("skipped: no handle of the system is behind a socket");
  return !is_simulated();
}

bool has_memory_of_the_system() {
  if (is_simulated()) MESSAGE("skipped: the network is in the program's own memory");
  return !is_simulated();
}

bool asks_the_system_for_names() {
  if (is_simulated()) MESSAGE("skipped: the names are those of simulated hosts");
  return !is_simulated();
}

bool has_signals_of_the_system() {
  if (is_simulated()) MESSAGE("skipped: no signal of the system is behind a simulated one");
  return !is_simulated();
}

std::error_code raise_here(naru::signal_kind kind) noexcept {
  return is_simulated() ? raise_simulated(kind) : naru::raise_signal(kind);
}

backend_clock::time_point backend_clock::now() noexcept {
  return is_simulated() ? simulated_now() : std::chrono::steady_clock::now();
}

void hold_up(std::chrono::nanoseconds time) {
  if (is_simulated()) return spend_simulated_time(time);
  std::this_thread::sleep_for(time);
}

bool is_instrumented() noexcept { return NARU_TESTS_INSTRUMENTED; }

std::size_t scaled(std::size_t full) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(full) * scale()));
}

std::size_t promised(std::size_t full) {
  const bool as_it_is = !is_instrumented() && !is_emulated() && !environment("NARU_TEST_SCALE");
  return as_it_is ? full : scaled(full);
}

naru::endpoint loopback() noexcept { return {naru::address::loopback_v4(), 0}; }

naru::endpoint unused_endpoint() {
  struct taken {
    std::unique_ptr<naru::proactor> proactor = test_proactor();
    connected_pair pair{*proactor};
  };
  static const taken once;
  return once.pair.client.local_endpoint();
}

void recorder::complete(naru::operation& self) {
  auto& me = static_cast<recorder&>(self);
  struct count_at_the_end {  // also if the continuation throws
    std::atomic<int>& completions;
    ~count_at_the_end() { completions.fetch_add(1, std::memory_order_release); }
  } const counted{me.completions_};
  if (me.next_) me.next_(me.result());
}

bool run_until_completed(naru::proactor& proactor,
                         std::initializer_list<const recorder*> operations) {
  return run_until(proactor, [&] {
    return std::all_of(operations.begin(), operations.end(),
                       [](const recorder* op) { return op->completed(); });
  });
}

void countdown::arrive() {
  const std::lock_guard lock(mutex_);
  if (--left_ == 0) reached_.notify_all();
}

void countdown::restart(std::size_t count) {
  const std::lock_guard lock(mutex_);
  left_ = count;
}

bool countdown::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return reached_.wait_for(lock, limit, [this] { return left_ == 0; });
}

naru::io_result connect(naru::proactor& proactor, naru::tcp_stream& stream,
                        const naru::endpoint& peer) {
  return finish(proactor, [&](naru::operation& op) { return stream.connect(peer, op); });
}

naru::io_result accept(naru::proactor& proactor, naru::tcp_listener& listener,
                       naru::tcp_stream& stream) {
  return finish(proactor, [&](naru::operation& op) { return listener.accept(stream, op); });
}

naru::io_result receive(naru::proactor& proactor, naru::tcp_stream& stream,
                        naru::mutable_buffer buffer) {
  return finish(proactor, [&](naru::operation& op) { return stream.receive(buffer, op); });
}

naru::io_result receive_exactly(naru::proactor& proactor, naru::tcp_stream& stream,
                                naru::mutable_buffer buffer) {
  naru::io_result total;
  while (total.bytes < buffer.size() && !total.error) {
    const auto [error, count] = receive(proactor, stream, buffer.subspan(total.bytes));
    total.error = error;
    total.bytes += count;
  }
  return total;
}

naru::io_result send(naru::proactor& proactor, naru::tcp_stream& stream,
                     naru::const_buffer buffer) {
  return finish(proactor, [&](naru::operation& op) { return stream.send(buffer, op); });
}

connected_pair::connected_pair(naru::proactor& proactor, const naru::endpoint& local)
    : client(proactor), server(proactor) {
  naru::tcp_listener listener(proactor, local);
  auto accepted = std::make_unique<recorder>();
  auto connected = std::make_unique<recorder>();
  listener.accept(server, *accepted);
  client.connect(listener.local_endpoint(), *connected);
  if (!run_until_completed(proactor, {accepted.get(), connected.get()})) {
    static_cast<void>(accepted.release());  // still pending
    static_cast<void>(connected.release());
    throw std::runtime_error("connecting over loopback took too long");
  }
  if (accepted->error()) throw std::system_error(accepted->error(), "accepting over loopback");
  if (connected->error()) throw std::system_error(connected->error(), "connecting over loopback");
}

void check_traffic(naru::proactor& proactor, naru::tcp_stream& one, naru::tcp_stream& other) {
  std::array<std::byte, 1> out{std::byte{42}};
  std::array<std::byte, 1> in{};
  CHECK_FALSE(send(proactor, one, naru::buffer(out)).error);
  CHECK_FALSE(receive(proactor, other, naru::buffer(in)).error);
  CHECK(in == out);
  in = {};
  CHECK_FALSE(send(proactor, other, naru::buffer(out)).error);
  CHECK_FALSE(receive(proactor, one, naru::buffer(in)).error);
  CHECK(in == out);
}

bool has_ipv6(naru::proactor& proactor) {
  naru::tcp_listener listener(proactor);
  const auto error = listener.listen({naru::address::loopback_v6(), 0});
  if (error) MESSAGE("skipped: no IPv6 here: " << error.message());
  return !error;
}

bool one_of(const std::error_code& error,
            std::initializer_list<std::error_condition> accepted) noexcept {
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const std::error_condition& one) { return error == one; });
}

}  // namespace contract

doctest::String doctest::StringMaker<std::error_code>::convert(const std::error_code& error) {
  const std::string text = std::string(error.category().name()) + ':' +
                           std::to_string(error.value()) + " (" + error.message() + ')';
  return doctest::String(text.c_str());
}
