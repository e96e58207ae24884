#include "shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace samples {
namespace {

constexpr double nanoseconds_per_second = 1e9;

std::size_t connections_of(const load_options& options, std::size_t index) {
  return (options.connections - index - 1) / options.threads + 1;
}

}  // namespace

shard::shard(shared& common, std::size_t index)
    : shared_(common),
      index_(index),
      proactor_(naru::make_proactor({.backend = common.options.backend})),
      until_finished_(std::in_place, *proactor_),
      not_closed_(connections_of(common.options, index)),
      phase_timer_(*proactor_),
      message_timer_(*proactor_),
      workers_(*proactor_, 1) {
  for (std::size_t turn = 0; turn < not_closed_; ++turn) {
    connections_.emplace_back(*this, index + turn * options().threads, turn);
  }
  if (options().is_open_loop()) {
    const auto share =
        static_cast<double>(not_closed_) / static_cast<double>(options().connections);
    nanoseconds_per_message_ =
        nanoseconds_per_second / (static_cast<double>(options().rate) * share);
  }
}

void shard::connect() { proactor_->post(connect_); }

void shard::begin(time_point start) {
  start_ = start;
  proactor_->post(begin_);
}

load_result shard::join() {
  workers_.join();
  result_.elapsed = last_ - start_;
  for (const connection& each : connections_) result_.missing_echoes += each.missing();
  return std::move(result_);
}

// ---- connecting

void shard::on_connect(naru::io_result) {
  for (std::size_t i = 0; i < connecting_at_once; ++i) connect_next();
}

void shard::connect_next() {
  if (connects_started_ == connections_.size()) return;
  connections_[connects_started_++].connect();
}

// If a server is silent to one connection, it is silent also to those that wait for their turn:
// each would wait for its whole time, one after the other.
void shard::connect_settled(answer from_server) {
  ++connects_settled_;
  if (from_server == answer::missing) give_up_the_rest();
  connect_next();
  if (connects_settled_ == connections_.size()) end_connecting();
}

void shard::give_up_the_rest() {
  for (; connects_started_ != connections_.size(); ++connects_settled_) {
    connections_[connects_started_++].give_up();
  }
}

void shard::end_connecting() {
  phase_ = phase::ready;
  shared_.all_connected.arrive();
}

// ---- sending

void shard::on_begin(naru::io_result) {
  phase_ = phase::sending;
  end_ = start_ + std::chrono::seconds(options().seconds);
  last_ = start_;
  if (not_closed_ == 0) return finish();
  phase_timer_.wait_until(end_, phase_over_);
  for (connection& each : connections_) each.start(proactor_->now());
  if (options().is_open_loop()) await_message(start_);
}

void shard::on_message_due(naru::io_result) {
  if (phase_ != phase::sending) return;
  const time_point now = proactor_->now();
  for (; due(next_message_) <= now && due(next_message_) < end_; ++next_message_) {
    connections_[static_cast<std::size_t>(next_message_ % connections_.size())].issue();
  }
  if (due(next_message_) < end_) await_message(now);
}

// A timer may be late by more than the latency of a fast server. So this watches the clock for the
// last stretch, in turns with the other completions.
void shard::await_message(time_point now) {
  const time_point wake_up = due(next_message_) - timer_lateness;
  if (now < wake_up) {
    message_timer_.wait_until(wake_up, message_due_);
  } else {
    proactor_->post(message_due_);
  }
}

// The shards take turns: each begins its own even sequence a little later than the one before.
shard::time_point shard::due(std::uint64_t message) const noexcept {
  const double turn = static_cast<double>(index_) / static_cast<double>(options().threads);
  const double nanoseconds = (static_cast<double>(message) + turn) * nanoseconds_per_message_;
  const std::chrono::nanoseconds offset(static_cast<std::int64_t>(nanoseconds));
  return start_ + std::chrono::duration_cast<naru::proactor::duration>(offset);
}

void shard::count_round_trips(time_point last) noexcept {
  last_ = std::max(last_, last);
  round_trips_.store(result_.round_trips(), std::memory_order_relaxed);
}

// The end of a phase: its time is over, or the timer was cancelled because everything is done.

void shard::on_phase_over(naru::io_result) {
  switch (phase_) {
    case phase::sending:
      return collect();
    case phase::collecting:
      return close_all();
    case phase::connecting:
    case phase::ready:
    case phase::closing:
      return;
  }
}

void shard::collect() {
  phase_ = phase::collecting;
  last_ = std::max(last_, proactor_->now());
  message_timer_.cancel();
  if (not_closed_ == 0) return finish();
  phase_timer_.wait_for(collect_deadline, phase_over_);
  for (connection& each : connections_) each.finish();
}

void shard::close_all() {
  phase_ = phase::closing;
  if (not_closed_ == 0) return finish();
  for (connection& each : connections_) each.close();
}

void shard::connection_closed() {
  if (--not_closed_ != 0) return;
  if (phase_ == phase::sending || phase_ == phase::collecting) phase_timer_.cancel();
  if (phase_ == phase::closing) finish();
}

void shard::finish() {
  until_finished_.reset();
  shared_.all_finished.arrive();
}

// ---- errors

void shard::report_failure(const connection& failed, std::string_view reason) {
  ++result_.failed_connections;
  set_first_error(fmt::format("connection {} failed: {}", failed.number(), reason));
}

void shard::report_wrong_bytes(const connection& failed, std::uint64_t position) {
  ++result_.wrong_bytes;
  set_first_error(
      fmt::format("connection {}: the echo differs after byte {}", failed.number(), position));
}

void shard::set_first_error(std::string text) {
  if (result_.first_error.empty()) result_.first_error = std::move(text);
}

}  // namespace samples
