#include "session/sender.hpp"

#include <cassert>
#include <utility>

#include "session/overdue.hpp"

namespace naru::detail {

sender::sender(session_host& host, session_core& session)
    : host_(host),
      session_(session),
      front_(host.limits().message_size_max, host.limits().on_rate_exceeded == rate_policy::drop),
      counted_(traffic_for(host.observer())) {}

// ---- The queue

std::size_t sender::queued_bytes() noexcept {
  if (outbox_ == nullptr) return 0;
  count_front();
  return outbox_->queued_bytes();
}

// ---- The write

outbox& sender::schedule_write() noexcept {
  assert(!write_is_scheduled() && !outbox_->empty());  // invariant: one-write
  outbox_->pending = outbox::work::start;
  return *outbox_;
}

void sender::begin_scheduled() noexcept {
  assert(outbox_->pending == outbox::work::start);
  outbox_->pending = outbox::work::none;
}

std::span<const const_buffer> sender::begin_write() noexcept {
  assert(!write_is_scheduled());  // invariant: one-write
  count_front();
  outbox_->pending = outbox::work::write;
  outbox_->since = host_.next_round();
  outbox_->expired = false;
  return outbox_->gather();
}

void sender::end_write(bool succeeded) noexcept {
  assert(is_writing());  // invariant: one-write
  count_front();
  outbox_->pending = outbox::work::none;
  outbox_->since = host_.next_round();
  if (!succeeded) return;
  const outbox::progress sent = outbox_->written();
  if (counted_) {
    counted_->bytes += sent.bytes;
    counted_->messages += sent.messages;
  }
  host_.count_sent(sent);
}

void sender::clear() noexcept {
  count_front();
  outbox_->clear();
}

bool sender::write_is_late(proactor::time_point now) const noexcept {
  return is_writing() && has_passed(host_.current().write_timeout, outbox_->since, now);
}

operation& sender::expire_write() noexcept {
  assert(is_writing());
  outbox_->expired = true;
  return outbox_->writing();
}

void sender::drop_idle_outbox() noexcept {
  if (has_sent_all() && !has_pending()) drop_outbox();
}

void sender::drop_outbox() noexcept {
  assert(!has_pending());
  count_front();
  if (outbox_ != nullptr) host_.give_back(*std::exchange(outbox_, nullptr));
}

// ---- The news about a full queue

bool sender::note_full() noexcept {
  assert(outbox_ != nullptr && !outbox_->empty());
  if (overflowed_) return false;
  change_news();
  return true;
}

void sender::note_drained() noexcept {
  if (overflowed_ && outbox_->queued_bytes() <= host_.limits().send_queue_max / 2) change_news();
}

// Makes one more call due. If four calls would be due, two of them are left out: they would tell
// the session full and drained, and so change nothing.
void sender::change_news() noexcept {
  overflowed_ = !overflowed_;
  if (++untold_ == 4) untold_ = 2;
  assert(overflowed_ == (told_full_ != (untold_ % 2 == 1)));  // invariant: queue-news
}

// This needs no memory: a full queue has an outbox, and the outbox has the operation.
operation* sender::bring_news() noexcept {
  assert(has_news());
  if (outbox_->news_pending) return nullptr;
  outbox_->news_pending = true;
  return &outbox_->news();
}

void sender::news_brought() noexcept {
  assert(outbox_ != nullptr && outbox_->news_pending);
  outbox_->news_pending = false;
}

bool sender::take_news() noexcept {
  assert(has_news());
  --untold_;
  told_full_ = !told_full_;
  return told_full_;
}

bool sender::invariants() const noexcept {
  assert(untold_ < 4);
  assert(overflowed_ == (told_full_ != (untold_ % 2 == 1)));  // invariant: queue-news
  assert(outbox_ != nullptr || front_.room == nullptr);
  assert(front_.room != nullptr || (front_.room_size == 0 && front_.messages == 0));
  assert(front_.room == nullptr || front_.open);
  [[maybe_unused]] const mutable_buffer behind =
      outbox_ != nullptr ? outbox_->behind() : mutable_buffer();
  assert(front_.room == nullptr || front_.room >= behind.data());
  assert(front_.room == nullptr || front_.room + front_.room_size <= behind.data() + behind.size());
  assert(outbox_ == nullptr ||  // invariant: queue-limit
         outbox_->queued_bytes() <= host_.limits().send_queue_max);
  return true;
}

}  // namespace naru::detail
