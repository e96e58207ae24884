#include "datagrams/polled_datagram.hpp"

#include <algorithm>
#include <cassert>

namespace naru::detail {

// Only the first receive of the row may try the system.
std::optional<io_result> polled_datagram::start_receive(operation& op,
                                                        const receive_target& target) noexcept {
  if (receives_.empty() && worth_a_look_) {
    if (const auto result = try_receive(target)) return result;
  }
  operation_access::emplace_native<receive_target>(op, target);
  receives_.push(op);
  const std::error_code error = wait_for(direction::receive);
  if (!error) return std::nullopt;
  receives_.remove(op);
  return io_result{error, 0};
}

std::optional<io_result> polled_datagram::try_receive(const receive_target& target) noexcept {
  if (target.only_waits()) return coalesced_ ? coalesced_->peek(handle_) : calls().peek(handle_);
  if (target.is_batch()) {
    const auto result = receive_into(target.batch);
    if (!result || result->error) return result;
    return batch_of(target.batch.first(result->bytes));
  }
  datagram single;
  single.buffer = target.buffer;
  const auto result = receive_into(std::span(&single, 1));
  if (!result || result->error) return result;
  return target.take(single);
}

// A call that does not fill its batch has taken everything.
std::optional<io_result> polled_datagram::receive_into(std::span<datagram> batch) noexcept {
  if (coalesced_) return receive_coalesced(batch);
  const std::size_t asked = std::min(batch.size(), datagrams_per_call);
  const auto result = calls().receive(handle_, batch);
  const bool nothing_is_left = !result || (!result->error && result->bytes < asked);
  worth_a_look_ = looks_ == looks::always || !nothing_is_left;
  return result;
}

std::optional<io_result> polled_datagram::receive_coalesced(std::span<datagram> batch) noexcept {
  const auto result = coalesced_->receive(handle_, batch);
  worth_a_look_ = looks_ == looks::always || !coalesced_->nothing_is_left();
  return result;
}

void polled_datagram::came() noexcept {
  assert(lock_.is_locked() && !closing());
  worth_a_look_ = true;
  while (!receives_.empty()) {
    if (worth_a_look_ && receive_next()) continue;
    const std::error_code error = wait_for(direction::receive);
    if (!error) return;
    complete_next_receive({error, 0});
  }
}

// Serves the first receive of the row, and those behind it that the same call can serve. Returns
// false if no more datagrams have come.
bool polled_datagram::receive_next() noexcept {
  const auto& target = target_of(*receives_.front());
  if (!target.is_batch() && !target.only_waits()) return receive_singles();
  const auto result = try_receive(target);
  if (result) complete_next_receive(*result);
  return result.has_value();
}

bool polled_datagram::receive_singles() noexcept {
  std::array<datagram, datagrams_per_call> arrived;
  std::size_t count = 0;
  for (operation* op = receives_.front(); op != nullptr && count < arrived.size();
       op = operation_access::next(*op)) {
    const auto& target = target_of(*op);
    if (target.is_batch() || target.only_waits()) break;
    arrived[count++].buffer = target.buffer;
  }
  const auto result = receive_into(std::span(arrived).first(count));
  if (!result) return false;
  if (result->error) {
    complete_next_receive(*result);
    return true;
  }
  for (const datagram& each : std::span(arrived).first(result->bytes)) {
    complete_next_receive(target_of(*receives_.front()).take(each));
  }
  return true;
}

void polled_datagram::complete_next_receive(const io_result& result) noexcept {
  loop_.complete(*receives_.pop(), result);
}

// The waits may still be outstanding, and go on for later operations.
void polled_datagram::look_again(direction which) noexcept {
  which == direction::receive ? came() : send_more();
}

void polled_datagram::cancel_receive(operation& op) noexcept {
  receives_.remove(op);
  loop_.complete(op, {canceled(), 0});
}

polled_datagram::receive_target& polled_datagram::target_of(operation& op) noexcept {
  return *static_cast<receive_target*>(operation_access::native(op));
}

}  // namespace naru::detail
