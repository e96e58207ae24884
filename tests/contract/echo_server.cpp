#include "echo.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace contract {

class echo_server::session {
 public:
  session(echo_server& server, naru::tcp_stream stream)
      : server_(server), buffer_(server.buffer_size_), stream_(std::move(stream)) {}

  void start() { stream_.receive(buffer_, received_op_); }
  /// Pending operations complete with an error, and that ends the session.
  void close() noexcept { stream_.close(); }

 private:
  void on_received(naru::io_result result) {
    if (result.error) return end();
    stream_.send(naru::buffer(buffer_, result.bytes), sent_op_);
  }

  void on_sent(naru::io_result result) {
    if (result.error) return end();
    start();
  }

  void end() { stream_.close(naru::close_mode::graceful, closed_op_); }
  void on_closed(naru::io_result) { server_.remove(*this); }

  echo_server& server_;
  naru::member_callback received_op_ = naru::bind<&session::on_received>(this);
  naru::member_callback sent_op_ = naru::bind<&session::on_sent>(this);
  naru::member_callback closed_op_ = naru::bind<&session::on_closed>(this);
  bytes buffer_;
  naru::tcp_stream stream_;
};

echo_server::echo_server(naru::proactor& proactor, std::size_t buffer_size)
    : proactor_(proactor),
      buffer_size_(buffer_size),
      listener_(proactor, loopback()),
      next_(proactor) {
  listener_.accept(next_, accepted_op_);
}

echo_server::~echo_server() {
  proactor_.restart();
  stop();
  if (run_until(proactor_, [this] { return stopped(); })) return;
  std::fputs("an echo server could not be stopped: a completion is missing\n", stderr);
  std::_Exit(3);  // its operations are pending, and their memory is about to be freed
}

std::size_t echo_server::sessions() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

void echo_server::stop() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(stopping_, true)) return;
  listener_.close(closed_op_);
  for (const auto& each : sessions_) each->close();
}

bool echo_server::stopped() const { return listener_closed_ && sessions() == 0; }

void echo_server::on_accepted(naru::io_result result) {
  const std::lock_guard lock(mutex_);
  naru::tcp_stream stream = std::exchange(next_, naru::tcp_stream(proactor_));
  if (stopping_) return;
  if (!result.error) {
    ++accepted_count_;
    sessions_.push_back(std::make_unique<session>(*this, std::move(stream)));
    sessions_.back()->start();
  }
  listener_.accept(next_, accepted_op_);
}

void echo_server::on_listener_closed(naru::io_result) { listener_closed_ = true; }

void echo_server::remove(session& ended) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(sessions_.begin(), sessions_.end(),
                                  [&](const auto& each) { return each.get() == &ended; });
  std::iter_swap(found, sessions_.end() - 1);
  sessions_.pop_back();
}

}  // namespace contract
