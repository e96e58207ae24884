#include "session/receiver.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace naru::detail {

receiver::receiver(session_host& host) : host_(host), counted_(traffic_for(host.observer())) {}

bool receiver::is_within_rate(std::size_t bytes) {
  const changing_limits& limits = host_.current();
  if (!rate_) rate_ = std::make_unique<rate_limit>();
  rate_->allow(limits.bytes_per_second_max, limits.messages_per_second_max);
  const proactor::time_point now = host_.owner().now();
  return rate_->add(bytes, now, host_.late_at(now));
}

// A peer that is delayed gets no more through than the rate allows, because no receive takes more.
mutable_buffer receiver::within_rate(mutable_buffer room) const noexcept {
  const std::size_t most = host_.current().bytes_per_second_max;
  if (most == 0 || room.empty()) return room;
  const std::size_t left = rate_ ? std::max<std::size_t>(rate_->bytes_left(), 1) : most;
  return room.first(std::min(room.size(), left));
}

std::size_t receiver::messages_left_of_rate() const noexcept {
  const bool drops = host_.limits().on_rate_exceeded == rate_policy::drop;
  return drops && rate_->bytes_left() == 0 ? 0 : rate_->messages_left();
}

bool receiver::delay_is_over() noexcept {
  assert(delayed_);
  if (!rate_ || !host_.current().has_rate()) return true;
  const proactor::time_point now = host_.owner().now();
  return rate_->has_room(now, host_.late_at(now));
}

void receiver::settle() noexcept {
  assert(state_ == state::pending);
  state_ = state::idle;
}

void receiver::cancel_for(overdue what) noexcept {
  assert(state_ == state::pending && what != overdue::nothing && what != overdue::write);
  cancelled_for_ = what;
}

overdue receiver::take_cause(const std::error_code& error) noexcept {
  if (error != std::errc::operation_canceled) return overdue::nothing;
  return std::exchange(cancelled_for_, overdue::nothing);
}

bool receiver::make_room() {
  assert(!is_pending() && !without_buffer_);  // invariant: buffer-kept
  return inbox_.make_room(usual_size(), next_size_, host_.memory());
}

bool receiver::holds_idle_buffer() const noexcept {
  return is_pending() && !without_buffer_ && inbox_.empty();
}

void receiver::give_buffer_back() noexcept {
  assert(!is_pending());  // invariant: buffer-kept
  without_buffer_ = inbox_.empty();
  if (without_buffer_) inbox_.release();
}

frame<proxy_header> receiver::take_proxy_header() noexcept {
  assert(expects_proxy() && !had_message_);
  unseen_ = false;
  const frame<proxy_header> header =
      decode_proxy_header(unread(), host_.limits().proxy_header_size_max);
  if (header.status == frame_status::incomplete) {
    next_size_ = static_cast<std::uint32_t>(header.bytes);
    time_message(false);
  } else if (header.status == frame_status::complete) {
    inbox_.take(header.bytes);
    next_size_ = 0;
    unseen_ = !inbox_.empty();
    time_message(true);
  }
  return header;
}

void receiver::restart_message() noexcept { message_since_ = host_.next_round(); }

std::optional<proactor::time_point> receiver::message_since() const noexcept {
  if (!message_is_on_its_way_) return std::nullopt;
  return message_since_;
}

bool receiver::message_is_late(proactor::time_point now) const noexcept {
  return message_is_on_its_way_ && has_passed(host_.current().message_timeout, message_since_, now);
}

bool receiver::invariants() const noexcept {
  assert(!without_buffer_ || !inbox_.holds_buffer());
  assert(!is_pending() || without_buffer_ || inbox_.holds_buffer());  // invariant: buffer-kept
  assert(!peer_finished_ || !has_arrived());
  assert(next_size_ <= unread_max() || expects_proxy());
  return true;
}

bool receiver::open_invariants() const noexcept {
  assert(!peer_finished_);
  assert(cancelled_for_ == overdue::nothing || state_ != state::idle);
  assert(inbox_.empty() == !message_is_on_its_way_);
  return true;
}

}  // namespace naru::detail
