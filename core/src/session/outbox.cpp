#include "session/outbox.hpp"

#include <naru/detail/copy_bytes.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

#include "session/session_core.hpp"

namespace naru::detail {

std::optional<mutable_buffer> outbox::append(std::size_t size, memory_budget& budget) {
  if (!open_ || open_->capacity() - open_used_ < size) {
    // The first segment of a queue counts as usual memory, which every session may need. All others
    // count as large.
    const bool usual = size <= segment_size && pieces_.empty();
    const memory_use use = usual ? memory_use::usual : memory_use::large;
    segment_pointer next = budget.take(std::max(size, segment_size), use);
    if (!next) return std::nullopt;
    open_ = std::move(next);
    open_used_ = 0;
  }
  std::byte* const begin = open_->bytes() + open_used_;
  if (!continues_last_piece()) pieces_.push_back({{begin, 0}, open_, 0});
  extend(begin + size, 1);
  return mutable_buffer(begin, size);
}

bool outbox::append(const segment_pointer& holder, const_buffer bytes, memory_budget& budget) {
  if (bytes.size() <= copied_max) {
    const std::optional<mutable_buffer> room = append(bytes.size(), budget);
    if (room) copy_bytes(bytes, *room);
    return room.has_value();
  }
  pieces_.push_back({bytes, holder, 1});
  queued_bytes_ += bytes.size();
  return true;
}

mutable_buffer outbox::behind() const noexcept {
  if (!open_ || !continues_last_piece()) return {};
  return {open_->bytes() + open_used_, open_->capacity() - open_used_};
}

void outbox::extend(const std::byte* end, std::size_t messages) noexcept {
  assert(pieces_.size() > gathered_);  // a piece that is being written does not change
  piece& last = pieces_.back();
  assert(end >= last.bytes.data() + last.bytes.size());
  const auto size = static_cast<std::size_t>(end - (last.bytes.data() + last.bytes.size()));
  assert(size <= open_->capacity() - open_used_);
  last.bytes = {last.bytes.data(), last.bytes.size() + size};
  last.messages += messages;
  open_used_ += size;
  queued_bytes_ += size;
}

// A piece that is being written does not change, so it is not continued.
bool outbox::continues_last_piece() const noexcept {
  if (pieces_.size() <= gathered_) return false;
  const const_buffer last = pieces_.back().bytes;
  return last.data() + last.size() == open_->bytes() + open_used_;
}

std::span<const const_buffer> outbox::gather() {
  assert(gathered_ == 0 && !pieces_.empty());  // invariant: one-write
  gathered_ = std::min(pieces_.size(), gathered_max);
  for (std::size_t i = 0; i < gathered_; ++i) buffers_[i] = pieces_[i].bytes;
  return {buffers_.data(), gathered_};
}

outbox::progress outbox::written() noexcept {
  progress made;
  const auto end = pieces_.begin() + static_cast<std::ptrdiff_t>(gathered_);
  for (auto each = pieces_.begin(); each != end; ++each) {
    made.bytes += each->bytes.size();
    made.messages += each->messages;
  }
  pieces_.erase(pieces_.begin(), end);
  gathered_ = 0;
  assert(made.bytes <= queued_bytes_);
  queued_bytes_ -= made.bytes;
  assert(!pieces_.empty() || queued_bytes_ == 0);
  if (pieces_.empty()) rewind();
  return made;
}

// A segment that was made for one large message is not kept for small ones.
void outbox::rewind() noexcept {
  open_used_ = 0;
  if (open_ && open_->capacity() > segment_size) open_ = {};
}

void outbox::clear() noexcept {
  pieces_.clear();
  gathered_ = 0;
  queued_bytes_ = 0;
  open_used_ = 0;
  open_ = {};
  stamped = false;
  expired = false;
}

void outbox::on_started(io_result result) { session_->on_write_due(result); }

void outbox::on_news(io_result) { session_->on_news_due(); }

void outbox::write_operation::complete(operation& self) {
  static_cast<write_operation&>(self).queue.session_->on_written(self.result());
}

}  // namespace naru::detail
