// shard: a thread with a proactor of its own and its part of the connections, so that the threads
// of the load share nothing while they measure.
//
// It goes through four phases: it connects, waits for the others, sends until the time is over,
// and collects what is still in flight. Messages that have not come back by the deadline are
// missing.
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>
#include <naru/timer.hpp>
#include <naru/worker_pool.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

#include "connection.hpp"
#include "gate.hpp"
#include "options.hpp"
#include "pattern.hpp"
#include "result.hpp"

namespace samples {

class shard {
 public:
  using time_point = naru::proactor::time_point;

  /// The objects that all shards share. They must outlive the shards.
  struct shared {
    explicit shared(const load_options& chosen)
        : options(chosen), all_connected(chosen.threads), all_finished(chosen.threads) {}

    const load_options& options;
    pattern bytes;
    gate all_connected;
    gate all_finished;
  };

  /// The `index`th of options.threads shards. It has the connections whose number divided by
  /// options.threads leaves `index`.
  shard(shared& common, std::size_t index);

  // Called by the main thread, in this order.

  void connect();
  /// Called after all_connected.
  void begin(time_point start);
  /// Called after all_finished. Throws the exception of a completion function.
  [[nodiscard]] load_result join();

  /// May be called from any thread.
  [[nodiscard]] std::uint64_t round_trips() const noexcept {
    return round_trips_.load(std::memory_order_relaxed);
  }

  // Used by the shard's connections.

  [[nodiscard]] const load_options& options() const noexcept { return shared_.options; }
  [[nodiscard]] const pattern& bytes() const noexcept { return shared_.bytes; }
  [[nodiscard]] naru::proactor& proactor() noexcept { return *proactor_; }
  /// The time when an open loop intends to send a connection's `message`.
  [[nodiscard]] time_point due(std::size_t turn, std::uint64_t message) const noexcept {
    return due(turn + message * connections_.size());
  }
  void record(naru::proactor::duration latency) noexcept { result_.latency.record(latency); }
  void count_round_trips(time_point last) noexcept;
  void report_failure(const connection& failed, std::string_view reason);
  void report_wrong_bytes(const connection& failed, std::uint64_t position);
  enum class answer : std::uint8_t { given, missing };
  void connect_settled(answer from_server);
  void connection_closed();

 private:
  enum class phase : std::uint8_t { connecting, ready, sending, collecting, closing };

  static constexpr std::size_t connecting_at_once = 64;
  static constexpr std::chrono::seconds collect_deadline{2};
  static constexpr std::chrono::microseconds timer_lateness{1500};

  void on_connect(naru::io_result);
  void on_begin(naru::io_result);
  void on_phase_over(naru::io_result);
  void on_message_due(naru::io_result);

  void await_message(time_point now);
  void connect_next();
  void give_up_the_rest();
  void end_connecting();
  void collect();
  void close_all();
  void finish();
  void set_first_error(std::string text);
  [[nodiscard]] time_point due(std::uint64_t message) const noexcept;

  shared& shared_;
  std::size_t index_;
  std::unique_ptr<naru::proactor> proactor_;
  std::optional<naru::work_guard> until_finished_;
  std::deque<connection> connections_;
  load_result result_;
  phase phase_ = phase::connecting;
  std::size_t connects_started_ = 0;
  std::size_t connects_settled_ = 0;
  std::size_t not_closed_;
  time_point start_;
  time_point end_;
  time_point last_;                 // when something was last measured
  std::uint64_t next_message_ = 0;  // of an open loop
  double nanoseconds_per_message_ = 0;
  std::atomic<std::uint64_t> round_trips_ = 0;
  naru::timer phase_timer_;
  naru::timer message_timer_;
  naru::member_callback connect_ = naru::bind<&shard::on_connect>(this);
  naru::member_callback begin_ = naru::bind<&shard::on_begin>(this);
  naru::member_callback phase_over_ = naru::bind<&shard::on_phase_over>(this);
  naru::member_callback message_due_ = naru::bind<&shard::on_message_due>(this);
  naru::worker_pool workers_;  // last, because its thread uses the other members
};

}  // namespace samples
