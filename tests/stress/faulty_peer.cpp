#include "faulty_peer.hpp"

using namespace contract;

namespace stress {
namespace {

constexpr std::size_t longest_pause_ms = 50;

// It fits into the systems' buffers. Otherwise a peer that sends first and reads afterwards could
// wait for a server that waits for the peer.
constexpr std::size_t most_that_fits = 16'384;
constexpr std::size_t longest_dribble = 50;
constexpr std::size_t more_than_the_systems_buffer = 16 * 1024 * 1024;

// The bytes that every peer sends.
std::span<const std::byte> message() {
  static const bytes all = pattern(more_than_the_systems_buffer);
  return all;
}

}  // namespace

faulty_peer::faulty_peer(naru::proactor& proactor, const naru::endpoint& server, std::uint64_t seed,
                         countdown& left)
    : proactor_(proactor),
      server_(server),
      random_(seed),
      left_(left),
      in_(4'096),
      timer_(proactor),
      stream_(proactor) {}

std::size_t faulty_peer::between(std::size_t least, std::size_t most) {
  return std::uniform_int_distribution<std::size_t>(least, most)(random_);
}

void faulty_peer::connect() {
  now_ = static_cast<fault>(between(0, fault_count - 1));
  sent_ = 0;
  received_ = 0;
  switch (now_) {
    case fault::resets:
    case fault::half_closes:
      to_send_ = between(1, most_that_fits);
      break;
    case fault::dribbles:
      to_send_ = between(1, longest_dribble);
      break;
    case fault::stays_silent:
      to_send_ = 0;
      break;
    case fault::never_reads:
      to_send_ = more_than_the_systems_buffer;
      break;
  }
  stream_ = naru::tcp_stream(proactor_);
  stream_.connect(server_, connected_);
}

void faulty_peer::on_connected(naru::io_result result) {
  if (result.error) return fail(result.error);
  switch (now_) {
    case fault::stays_silent:
      return pause();
    case fault::never_reads:
      pause();
      return send();
    default:
      return send();
  }
}

void faulty_peer::send() {
  const std::size_t size = now_ == fault::dribbles ? 1 : to_send_;
  stream_.send(message().subspan(sent_, size), sent_op_);
}

void faulty_peer::on_sent(naru::io_result result) {
  sent_ += result.bytes;
  if (now_ == fault::never_reads) return;  // only the end of its pause counts
  if (result.error) return fail(result.error);
  if (now_ == fault::resets) return leave(naru::close_mode::reset);
  if (sent_ < to_send_) return send();
  if (now_ == fault::half_closes) {
    if (const std::error_code error = stream_.shutdown_send()) return fail(error);
  }
  receive();
}

void faulty_peer::receive() { stream_.receive(in_, received_op_); }

void faulty_peer::on_received(naru::io_result result) {
  const bool complete = received_ == to_send_;
  if (complete && result.error == naru::error::end_of_stream) {
    return leave(naru::close_mode::graceful);
  }
  if (result.error) return fail(result.error);
  if (!is_pattern(naru::buffer(in_, result.bytes), received_)) {
    return fail(std::make_error_code(std::errc::bad_message));
  }
  received_ += result.bytes;
  if (now_ == fault::dribbles && received_ == to_send_) return leave(naru::close_mode::graceful);
  receive();
}

void faulty_peer::pause() {
  timer_.wait_for(std::chrono::milliseconds(between(0, longest_pause_ms)), paused_);
}

void faulty_peer::on_paused(naru::io_result result) {
  if (result.error) return fail(result.error);
  leave(between(0, 1) == 0 ? naru::close_mode::graceful : naru::close_mode::reset);
}

void faulty_peer::fail(const std::error_code& failure) {
  failure_ = failure;
  leave(naru::close_mode::reset);
}

// The pending operations end first.
void faulty_peer::leave(naru::close_mode mode) { stream_.close(mode, closed_); }

void faulty_peer::on_closed(naru::io_result result) {
  ++played_[static_cast<std::size_t>(now_)];
  if (failure_ || result.error || stopping_) return left_.arrive();
  connect();
}

}  // namespace stress
