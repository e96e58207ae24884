// connection: one connection to the echo server. It sends the messages that it is told to issue,
// checks every byte that comes back, and reports each message's round trip to its shard.
//
// Used by one thread. A send and a receive may be pending at the same time; nothing is allocated
// once the connection is made.
#pragma once

#include <naru/callback.hpp>
#include <naru/deadline.hpp>
#include <naru/proactor.hpp>
#include <naru/tcp_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace samples {

class shard;

class connection {
 public:
  using time_point = naru::proactor::time_point;

  /// `number` is the connection's index in the whole program, `turn` its index in its shard.
  connection(shard& owner, std::size_t number, std::size_t turn);

  /// The connection fails if the server does not answer in time, counted from here.
  void connect();
  /// Fails the connection; called instead of connect.
  void give_up();

  /// Begins to receive and, in a closed loop, fills the pipeline.
  void start(time_point now);
  /// Sends one message of an open loop. The shard knows when it was due.
  void issue();
  /// Issues no more messages, and closes once everything that is in flight has come back.
  void finish();
  void close();

  [[nodiscard]] std::size_t number() const noexcept { return number_; }
  [[nodiscard]] std::uint64_t missing() const noexcept { return issued_ - completed_; }

 private:
  enum class state : std::uint8_t { unused, connecting, connected, issuing, finishing, closed };

  void on_connected(naru::io_result result);
  void on_received(naru::io_result result);
  void on_sent(naru::io_result result);
  void on_closed(naru::io_result result);

  void issue(std::uint64_t messages, time_point now);
  void send_more();
  void complete_messages();
  void fail(std::string_view reason);
  [[nodiscard]] bool accepts(naru::const_buffer bytes) const noexcept;
  [[nodiscard]] time_point issue_time(std::uint64_t message) const noexcept;

  shard& shard_;
  std::size_t number_;
  std::size_t turn_;
  state state_ = state::unused;
  bool sending_ = false;
  std::uint64_t issued_ = 0;             // messages
  std::uint64_t completed_ = 0;          // messages
  std::uint64_t sent_ = 0;               // bytes
  std::uint64_t received_ = 0;           // bytes
  std::vector<time_point> issue_times_;  // of the messages in flight; only in a closed loop
  std::vector<std::byte> buffer_;
  naru::tcp_stream stream_;
  naru::deadline connect_limit_;
  naru::member_callback connect_done_ = naru::bind<&connection::on_connected>(this);
  naru::member_callback receive_done_ = naru::bind<&connection::on_received>(this);
  naru::member_callback send_done_ = naru::bind<&connection::on_sent>(this);
  naru::member_callback close_done_ = naru::bind<&connection::on_closed>(this);
};

}  // namespace samples
