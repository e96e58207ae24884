// connector: connects a stream to the proxy's target, within a time limit.
//
// The only place that knows what a target is and how it is reached.
#pragma once

#include <naru/callback.hpp>
#include <naru/endpoint.hpp>
#include <naru/tcp_stream.hpp>
#include <naru/timer.hpp>

#include <atomic>
#include <chrono>
#include <system_error>

namespace samples {

class connection;

class connector {
 public:
  /// Both must outlive the connector.
  connector(connection& owner, naru::tcp_stream& stream);

  /// Tells the connection, exactly once, what it came to; nothing is pending then. The connection
  /// may be gone when this returns.
  void start(const naru::endpoint& target, std::chrono::seconds limit);
  /// Ends an attempt that is under way. Any thread.
  void give_up() noexcept { limit_.cancel(); }

 private:
  void on_connected(naru::io_result result);
  void on_limit(naru::io_result result);
  void step_done();

  connection& connection_;
  naru::tcp_stream& stream_;
  naru::timer limit_;
  std::error_code error_;
  bool timed_out_ = false;
  std::atomic<bool> answered_ = false;
  std::atomic<int> steps_left_ = 3;  // to start, to connect, to end the wait for the limit
  naru::member_callback connected_ = naru::call<&connector::on_connected>(this);
  naru::member_callback limit_reached_ = naru::call<&connector::on_limit>(this);
};

}  // namespace samples
