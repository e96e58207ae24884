// A random model of layered streams: each seed makes one connection and does random things at its
// two ends. Whatever happens, the checks of random_end hold, no layer is called as it must not be,
// all bytes come before an orderly end, and everything ends.
#include "heap_counter.hpp"
#include "random_end.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>

#include "system.hpp"

using namespace contract;
using namespace layers;

namespace {

enum class peer_kind : std::uint8_t { ordinary, stops_in_a_record, sends_garbage };

/// The layers of one end: one or two. The plans are those of its layers.
naru::tcp_stream stack(naru::tcp_stream&& plain, int shape, std::span<plan, 2> plans, side which) {
  naru::tcp_stream below = naru::detail::layer_over(std::move(plain), make_xor(plans[0], which));
  if (shape == 0) return below;
  return naru::detail::layer_over(std::move(below),
                                  shape == 1 ? make_xor(plans[1], which) : make_identity());
}

class conversation {
 public:
  conversation(std::uint32_t seed, bool has_threads, bool may_lack_memory)
      : seed_(seed), random_(seed), has_threads_(has_threads), may_lack_memory_(may_lack_memory) {
    for (plan& each : plans_) {
      each.seed = seed;
      each.step_max = pick(3) == 0 ? 1 + pick(3'000) : 0;
      each.record_max = pick(2) == 0 ? 16'000 : 700;
    }
  }

  void run() {
    CAPTURE(seed_);
    CAPTURE(has_threads_);
    open();
    if (has_threads_) {
      std::optional<naru::work_guard> busy(*proactor_);
      naru::worker_pool workers(*proactor_, 2);
      talk();
      end();
      busy.reset();
      workers.join();
    } else {
      talk();
      end();
    }
    check();
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  void open() {
    connected_pair plain(*proactor_);
    const auto shape = static_cast<int>(pick(3));
    kind_ = static_cast<peer_kind>(pick(8) < 6 ? 0 : 1 + pick(2));
    is_own_end_told_ = shape != 2;
    server_->open(
        stack(std::move(plain.server), shape, std::span(plans_).first<2>(), side::server));
    if (kind_ == peer_kind::ordinary) {
      client_->open(
          stack(std::move(plain.client), shape, std::span(plans_).last<2>(), side::client));
    } else {
      choose_what_is_said();
      plain_.emplace(std::move(plain.client));
    }
  }

  void talk() {
    std::optional<heap_shortage> shortage;
    const std::size_t steps = 20 + pick(200);
    const std::size_t stops_at = pick(steps);
    const bool is_short = pick(3) == 0 && may_lack_memory_;
    for (std::size_t i = 0; i < steps; ++i) {
      if (is_short && i == stops_at) {
        shortage.emplace(pick(6),
                         has_threads_ ? shortage_of::all_threads : shortage_of::this_thread);
      }
      if (plain_ && i == stops_at) plain_->send(naru::buffer(said_), saying_);
      server_->step();
      client_->step();
      turn();
    }
    if (shortage && shortage->felt()) has_lacked_memory_ = true;
  }

  /// Lets the loop do something. Its threads get time now and then, or they would do nothing before
  /// the last step.
  void turn() {
    if (has_threads_) {
      if (pick(4) == 0) hold_up(std::chrono::microseconds(pick(200)));
      return;
    }
    try {
      for (auto polls = pick(4); polls != 0; --polls) proactor_->poll();
    } catch (const std::bad_alloc&) {
      has_lacked_memory_ = true;
    }
  }

  /// What a peer without a layer sends: less than a whole record, or nonsense.
  void choose_what_is_said() {
    said_ = broken_record();
    if (kind_ == peer_kind::stops_in_a_record) {
      const bytes data = pattern(300);
      said_ = {byte_of(1), byte_of(0), byte_of(0), byte_of(3), byte_of(0),
               byte_of(0), byte_of(4), byte_of(0), byte_of(16)};
      for (const std::byte each : data) said_.push_back(each ^ plans_[0].key);
    }
    said_.resize(pick(said_.size()) + 1);
  }
  static constexpr std::byte byte_of(int value) { return static_cast<std::byte>(value); }

  template <class Done>
  bool wait_for(Done done) {
    return has_threads_ ? wait_until(done) : run_until(*proactor_, done);
  }

  /// The two ends receive what is left and say their goodbyes, if both of them can.
  void end() {
    const bool is_orderly =
        !plain_ && !has_lacked_memory_ && !server_->is_spoilt() && !client_->is_spoilt();
    const auto is_over = [&] {
      for (random_end* each : {server_.get(), client_.get()}) {
        if (!each->has_seen_the_end()) each->receive();
        each->end();
      }
      return (server_->has_seen_the_end() && client_->has_seen_the_end()) || server_->is_spoilt() ||
             client_->is_spoilt();
    };
    if (is_orderly) CHECK(wait_for(is_over));
    plain_.reset();
    for (random_end* each : {server_.get(), client_.get()}) each->close(naru::close_mode::graceful);
    const bool all_ended =
        wait_for([&] { return server_->is_idle() && client_->is_idle() && !saying_.pending(); });
    CHECK(all_ended);
    if (!all_ended) std::abort();  // what is pending must not be destroyed
  }

  void check() {
    CHECK(found_.completed_twice == 0);
    CHECK(found_.completed_in_the_start == 0);
    CHECK(found_.wrong_counts == 0);
    CHECK(found_.wrong_bytes == 0);
    for (const plan& each : plans_) CHECK(each.breaches == 0);
    if (!is_own_end_told_ || kind_ != peer_kind::ordinary) return;
    if (server_->has_seen_the_end()) CHECK(server_->received() == client_->sent());
    if (client_->has_seen_the_end()) CHECK(client_->received() == server_->sent());
  }

  const std::uint32_t seed_;
  std::minstd_rand random_;
  const bool has_threads_;
  const bool may_lack_memory_;
  breaches found_;
  std::array<plan, 4> plans_;
  bool is_own_end_told_ = true;  // the uppermost layer has an end of its own
  bool has_lacked_memory_ = false;
  peer_kind kind_ = peer_kind::ordinary;
  bytes said_;
  recorder saying_;
  // On the heap, because they are large.
  std::unique_ptr<random_end> server_ = std::make_unique<random_end>(found_, seed_ * 2 + 1);
  std::unique_ptr<random_end> client_ = std::make_unique<random_end>(found_, seed_ * 2 + 2);
  const std::unique_ptr<naru::proactor> proactor_ = test_proactor();
  std::optional<naru::tcp_stream> plain_;  // a peer without a layer
};

void run_seeds(bool has_threads) {
  const auto given = environment("NARU_TEST_SEEDS");
  const auto count = given ? static_cast<std::uint32_t>(std::stoul(*given)) : 40U;
  const bool may_lack_memory = has_memory_of_the_system();
  for (std::uint32_t seed = 1; seed <= count; ++seed) {
    conversation(seed, has_threads, may_lack_memory).run();
  }
}

}  // namespace

TEST_SUITE_BEGIN("layered_races");

TEST_CASE("whatever_two_ends_do_holds_on_one_thread") { run_seeds(false); }

TEST_CASE("whatever_two_ends_do_holds_on_two_threads") {
  if (runs_on_threads()) run_seeds(true);
}

TEST_SUITE_END();
