#include "random_end.hpp"

namespace layers {
namespace {

thread_local const naru::operation* being_started = nullptr;

}  // namespace

void random_end::one_operation::run(operation& self) {
  auto& done = static_cast<one_operation&>(self);
  if (being_started == &self) ++done.of.found_.completed_in_the_start;
  done.finish();
}

void random_end::one_operation::finish() {
  if (pending_starts.fetch_sub(1) != 1) ++of.found_.completed_twice;
  (of.*ended)(result());
}

template <class Start>
void random_end::start(one_operation& op, Start begin) {
  ++op.pending_starts;
  bool is_started = false;
  auto outcome = naru::submission::pending;
  {
    const std::shared_lock held(lock_);
    if (stream_) {
      is_started = true;
      const naru::operation* const outer = std::exchange(being_started, &op);
      outcome = begin(*stream_);
      being_started = outer;
    }
  }
  if (!is_started) {
    --op.pending_starts;
    op.is_busy = false;
  } else if (outcome == naru::submission::done) {
    op.finish();
  }
}

template <class Use>
void random_end::use(Use what) {
  const std::shared_lock held(lock_);
  if (stream_) what(*stream_);
}

void random_end::step() {
  using naru::direction;
  switch (pick(40)) {
    case 0:
      return use([](auto& stream) { stream.cancel(direction::receive); });
    case 1:
      return use([](auto& stream) { stream.cancel(direction::send); });
    case 2:
      return use([&](auto& stream) { stream.cancel(receiving_); });
    case 3:
      return use([&](auto& stream) { stream.cancel(sending_); });
    case 4:
      return use([&](auto& stream) { stream.cancel(shaking_); });
    case 5:
    case 6:
      return shake();
    case 7:
      if (pick(4) == 0) end();
      return;
    case 8:
      if (pick(12) == 0) close(pick(2) == 0 ? naru::close_mode::reset : naru::close_mode::graceful);
      return;
    case 9:
      if (pick(24) == 0) destroy();
      return;
    default:
      return pick(2) == 0 ? receive() : send();
  }
}

void random_end::receive() {
  if (!receiving_.take()) return;
  wants_all_ = pick(3) == 0;
  wanted_ = pick(8) == 0 ? 0 : 1 + pick(receive_max);
  more_ = static_cast<int>(pick(4));
  start_receive();
}

void random_end::start_receive() {
  start(receiving_, [this](auto& stream) {
    const naru::mutable_buffer room(in_.data(), wanted_);
    return wants_all_ ? stream.receive_exactly(room, receiving_) : stream.receive(room, receiving_);
  });
}

void random_end::on_received(naru::io_result result) {
  if (result.bytes > wanted_) ++found_.wrong_counts;
  if (!result.error && wants_all_ && result.bytes != wanted_) ++found_.wrong_counts;
  if (!result.error && wanted_ != 0 && result.bytes == 0) ++found_.wrong_counts;
  if (has_seen_the_end_ && result.bytes != 0) ++found_.wrong_counts;
  if (!contract::is_pattern(std::span(in_).first(result.bytes), received_)) ++found_.wrong_bytes;
  received_ += result.bytes;
  if (result.error == naru::error::end_of_stream) has_seen_the_end_ = true;
  const bool goes_on = !result.error && more_-- > 0;
  if (goes_on) {
    start_receive();
  } else {
    receiving_.is_busy = false;
  }
}

void random_end::send() {
  if (!sending_.take()) return;
  offered_ = pick(4) == 0 ? pick(send_max + 1) : pick(3'000);
  contract::fill_pattern(std::span(out_).first(offered_), sent_);
  start(sending_, [this](auto& stream) {
    return stream.send(naru::const_buffer(out_.data(), offered_), sending_);
  });
}

// A send that was cancelled before it moved anything leaves no trace, and one after the end is
// refused.
void random_end::on_sent(naru::io_result result) {
  if (result.bytes > offered_ || (!result.error && result.bytes != offered_)) ++found_.wrong_counts;
  sent_ += result.bytes;
  const bool is_harmless = result.error == std::errc::broken_pipe && has_ended_;
  if (result.error && !is_harmless) is_spoilt_ = true;
  sending_.is_busy = false;
}

void random_end::shake() {
  if (!shaking_.take()) return;
  start(shaking_, [this](auto& stream) { return naru::detail::handshake(stream, shaking_); });
}

void random_end::end() {
  if (has_ended_) return;
  use([this](auto& stream) {
    if (!stream.shutdown_send()) has_ended_ = true;
  });
}

void random_end::close(naru::close_mode mode) {
  if (!closing_.take()) return;
  is_spoilt_ = true;
  start(closing_, [&](auto& stream) { return stream.close(mode, closing_); });
}

void random_end::destroy() {
  is_spoilt_ = true;
  std::optional<naru::tcp_stream> gone;
  const std::unique_lock held(lock_);
  gone.swap(stream_);
}

bool random_end::is_idle() const {
  return !receiving_.is_busy && !sending_.is_busy && !shaking_.is_busy && !closing_.is_busy;
}

}  // namespace layers
