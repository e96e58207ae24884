#include "echo.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace contract {

echo_client::echo_client(naru::proactor& proactor, std::size_t message_size)
    : proactor_(proactor), message_(message_size), reply_(message_size), stream_(proactor) {}

echo_client::~echo_client() {
  if (finished_) return;
  proactor_.restart();
  stream_.close(naru::close_mode::reset);
  if (run_until(proactor_, [this] { return finished(); })) return;
  std::fputs("an echo client could not be closed: a completion is missing\n", stderr);
  std::_Exit(3);  // its operations are pending, and their memory is about to be freed
}

void echo_client::start(const naru::endpoint& server, std::size_t rounds,
                        std::function<void()> finished) {
  rounds_wanted_ = rounds;
  when_finished_ = std::move(finished);
  finished_ = false;
  ++pending_;
  stream_.connect(server, connected_op_);
}

bool echo_client::went_well(const naru::io_result& result) {
  if (--pending_ != 0) {
    end(std::make_error_code(std::errc::protocol_error));
    return false;
  }
  if (result.error) end(result.error);
  return !result.error;
}

void echo_client::on_connected(naru::io_result result) {
  if (went_well(result)) send_next();
}

void echo_client::send_next() {
  fill_pattern(message_, rounds_);
  received_ = 0;
  ++pending_;
  stream_.send(message_, sent_op_);
}

void echo_client::on_sent(naru::io_result result) {
  if (went_well(result)) receive_rest();
}

void echo_client::receive_rest() {
  ++pending_;
  stream_.receive(std::span(reply_).subspan(received_), received_op_);
}

void echo_client::on_received(naru::io_result result) {
  if (!went_well(result)) return;
  received_ += result.bytes;
  if (received_ < reply_.size()) return receive_rest();
  if (reply_ != message_) return end(std::make_error_code(std::errc::bad_message));
  if (++rounds_ == rounds_wanted_ || stopping_) return end({});
  send_next();
}

void echo_client::end(std::error_code failure) {
  failure_ = failure;
  stream_.close(naru::close_mode::graceful, closed_op_);
}

void echo_client::on_closed(naru::io_result) {
  if (when_finished_) when_finished_();
  finished_ = true;
}

bool run_until_rounds(naru::proactor& proactor, const std::deque<echo_client>& clients,
                      std::size_t wanted) {
  const auto all_have = [&] {
    return std::ranges::all_of(clients, [&](const echo_client& c) { return c.rounds() >= wanted; });
  };
  const auto together = [&] {
    std::size_t sum = 0;
    for (const echo_client& each : clients) sum += each.rounds();
    return sum;
  };
  return run_while_changing(proactor, all_have, together);
}

}  // namespace contract
