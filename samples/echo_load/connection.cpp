#include "connection.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "shard.hpp"

namespace samples {
namespace {

constexpr std::size_t least_buffer = 4'096;
constexpr std::size_t most_buffer = 65'536;
constexpr std::chrono::seconds connect_time{5};
constexpr std::string_view no_answer = "no answer in time";

std::size_t buffer_size(const load_options& options) {
  return std::clamp(options.size * options.pipeline, least_buffer, most_buffer);
}

}  // namespace

connection::connection(shard& owner, std::size_t number, std::size_t turn)
    : shard_(owner),
      number_(number),
      turn_(turn),
      issue_times_(owner.options().is_open_loop() ? 0 : owner.options().pipeline),
      buffer_(buffer_size(owner.options())),
      stream_(owner.proactor()),
      connect_limit_(owner.proactor()) {}

void connection::connect() {
  state_ = state::connecting;
  stream_.connect(shard_.options().server,
                  connect_limit_.arm(stream_, connect_time, connect_done_));
}

void connection::on_connected(naru::io_result result) {
  if (state_ == state::closed) return;
  const bool late = result.error == std::errc::timed_out;
  if (late) {
    fail(no_answer);
  } else if (result.error) {
    fail(result.error.message());
  } else {
    state_ = state::connected;
  }
  shard_.connect_settled(late ? shard::answer::missing : shard::answer::given);
}

void connection::give_up() { fail(no_answer); }

void connection::start(time_point now) {
  if (state_ != state::connected) return;
  state_ = state::issuing;
  stream_.receive(naru::buffer(buffer_), receive_done_);
  if (!shard_.options().is_open_loop()) issue(shard_.options().pipeline, now);
}

void connection::issue() {
  if (state_ != state::issuing) return;
  ++issued_;
  send_more();
}

void connection::issue(std::uint64_t messages, time_point now) {
  for (; messages != 0; --messages) {
    issue_times_[static_cast<std::size_t>(issued_ % issue_times_.size())] = now;
    ++issued_;
  }
  send_more();
}

connection::time_point connection::issue_time(std::uint64_t message) const noexcept {
  if (shard_.options().is_open_loop()) return shard_.due(turn_, message);
  return issue_times_[static_cast<std::size_t>(message % issue_times_.size())];
}

void connection::send_more() {
  const std::uint64_t waiting = issued_ * shard_.options().size - sent_;
  if (sending_ || waiting == 0) return;
  const auto size = std::min<std::uint64_t>(waiting, pattern::most_at_once);
  sending_ = true;
  stream_.send(shard_.bytes().at(number_, sent_, static_cast<std::size_t>(size)), send_done_);
}

void connection::on_sent(naru::io_result result) {
  sending_ = false;
  if (state_ == state::closed) return;
  if (result.error) return fail(result.error.message());
  sent_ += result.bytes;
  send_more();
}

void connection::on_received(naru::io_result result) {
  if (state_ == state::closed) return;
  if (result.error) return fail(result.error.message());
  const naru::const_buffer bytes = naru::buffer(buffer_, result.bytes);
  if (!accepts(bytes)) {
    shard_.report_wrong_bytes(*this, received_);
    return close();
  }
  received_ += bytes.size();
  complete_messages();
  if (state_ == state::finishing && missing() == 0) return close();
  stream_.receive(naru::buffer(buffer_), receive_done_);
}

bool connection::accepts(naru::const_buffer bytes) const noexcept {
  return received_ + bytes.size() <= issued_ * shard_.options().size &&
         shard_.bytes().matches(number_, received_, bytes);
}

void connection::complete_messages() {
  const std::uint64_t complete = received_ / shard_.options().size;
  const std::uint64_t messages = complete - completed_;
  if (messages == 0) return;
  const time_point now = shard_.proactor().now();
  for (; completed_ != complete; ++completed_) shard_.record(now - issue_time(completed_));
  shard_.count_round_trips(now);
  if (state_ == state::issuing && !shard_.options().is_open_loop()) issue(messages, now);
}

void connection::finish() {
  if (state_ != state::issuing) return close();
  state_ = state::finishing;
  if (missing() == 0) close();
}

void connection::fail(std::string_view reason) {
  shard_.report_failure(*this, reason);
  close();
}

void connection::close() {
  if (state_ == state::closed) return;
  state_ = state::closed;
  stream_.close(naru::close_mode::graceful, close_done_);
}

void connection::on_closed(naru::io_result) { shard_.connection_closed(); }

}  // namespace samples
