// An echo server and an echo client made of the public API, for tests that need a working program
// around them. Both may run on any number of threads. Both wait in their destructor for their
// pending operations, so they can be declared after the proactor.
#pragma once

#include "support.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

namespace contract {

/// One receive or one send at a time per connection, with one bounded buffer.
class echo_server {
 public:
  explicit echo_server(naru::proactor& proactor, std::size_t buffer_size = 4096);
  ~echo_server();
  echo_server(const echo_server&) = delete;
  echo_server& operator=(const echo_server&) = delete;

  [[nodiscard]] naru::endpoint endpoint() const noexcept { return listener_.local_endpoint(); }
  [[nodiscard]] std::size_t accepted() const noexcept { return accepted_count_; }
  [[nodiscard]] std::size_t sessions() const;

  /// Stops listening and closes every session.
  void stop();
  /// True once stop has finished.
  [[nodiscard]] bool stopped() const;

 private:
  class session;

  void on_accepted(naru::io_result result);
  void on_listener_closed(naru::io_result result);
  void remove(session& ended);

  naru::proactor& proactor_;
  const std::size_t buffer_size_;
  naru::member_callback accepted_op_ = naru::bind<&echo_server::on_accepted>(this);
  naru::member_callback closed_op_ = naru::bind<&echo_server::on_listener_closed>(this);
  std::atomic<std::size_t> accepted_count_{0};
  std::atomic<bool> listener_closed_{false};
  mutable std::mutex mutex_;  // guards stopping_ and sessions_
  bool stopping_ = false;
  std::vector<std::unique_ptr<session>> sessions_;
  naru::tcp_listener listener_;
  naru::tcp_stream next_;
};

/// Sends a message, receives it back, compares every byte, and repeats that for a number of
/// rounds.
class echo_client {
 public:
  static constexpr std::size_t endless = static_cast<std::size_t>(-1);

  explicit echo_client(naru::proactor& proactor, std::size_t message_size = 64);
  ~echo_client();
  echo_client(const echo_client&) = delete;
  echo_client& operator=(const echo_client&) = delete;

  /// `finished` runs when the connection is closed, whatever the outcome is.
  void start(const naru::endpoint& server, std::size_t rounds, std::function<void()> finished = {});
  /// Ends after the current round.
  void stop() noexcept { stopping_ = true; }

  /// Rounds in which every byte came back.
  [[nodiscard]] std::size_t rounds() const noexcept { return rounds_; }
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  /// Meaningful once finished. No error if every round was right, errc::bad_message if a byte
  /// differed, errc::protocol_error if an operation completed that was not pending.
  [[nodiscard]] std::error_code failure() const noexcept { return failure_; }

 private:
  void on_connected(naru::io_result result);
  void on_sent(naru::io_result result);
  void on_received(naru::io_result result);
  void on_closed(naru::io_result result);
  void send_next();
  void receive_rest();
  bool went_well(const naru::io_result& result);
  void end(std::error_code failure);

  naru::proactor& proactor_;
  naru::member_callback connected_op_ = naru::bind<&echo_client::on_connected>(this);
  naru::member_callback sent_op_ = naru::bind<&echo_client::on_sent>(this);
  naru::member_callback received_op_ = naru::bind<&echo_client::on_received>(this);
  naru::member_callback closed_op_ = naru::bind<&echo_client::on_closed>(this);
  bytes message_;
  bytes reply_;
  std::size_t received_ = 0;
  std::size_t rounds_wanted_ = 0;
  std::function<void()> when_finished_;
  std::error_code failure_;
  std::atomic<int> pending_{0};  // this client never has more than one pending
  std::atomic<std::size_t> rounds_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> finished_{true};
  naru::tcp_stream stream_;
};

/// Runs until each client has made so many rounds in all; returns false if none of them makes one
/// until the deadline.
[[nodiscard]] bool run_until_rounds(naru::proactor& proactor,
                                    const std::deque<echo_client>& clients, std::size_t wanted);

}  // namespace contract
