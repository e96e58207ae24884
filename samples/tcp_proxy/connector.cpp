#include "connector.hpp"

#include "connection.hpp"

namespace samples {

connector::connector(connection& owner, naru::tcp_stream& stream)
    : connection_(owner), stream_(stream), limit_(stream.owner()) {}

// An answer that comes before the wait has begun cannot have ended it.
void connector::start(const naru::endpoint& target, std::chrono::seconds limit) {
  stream_.connect(target, connected_);
  limit_.wait_for(limit, limit_reached_);
  if (answered_) limit_.cancel();
  step_done();
}

void connector::on_connected(naru::io_result result) {
  error_ = result.error;
  answered_ = true;
  limit_.cancel();
  step_done();
}

// Too late, or given up. A connection that stands by now is kept: nothing is sent on it yet that
// this could cancel.
void connector::on_limit(naru::io_result result) {
  timed_out_ = !result.error;
  if (!answered_) stream_.cancel(naru::direction::send);
  step_done();
}

void connector::step_done() {
  if (--steps_left_ != 0) return;
  const bool too_late = timed_out_ && error_ == std::errc::operation_canceled;
  connection_.target_settled(too_late ? std::make_error_code(std::errc::timed_out) : error_);
}

}  // namespace samples
