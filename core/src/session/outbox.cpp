#include "session/outbox.hpp"

#include <naru/detail/copy_bytes.hpp>

#include <algorithm>
#include <cassert>
#include <memory>
#include <new>
#include <utility>

#include "session/session_core.hpp"
#include "session/write_batch.hpp"

namespace naru::detail {

std::optional<mutable_buffer> outbox::append(std::size_t size, memory_budget& budget) {
  const std::size_t joining = joining_bytes();
  const std::size_t needed = joining + size;
  if (!open_ || open_->capacity() - open_used_ < needed) {
    // The first segment of a queue counts as usual memory, which every session may need. All others
    // count as large.
    const bool usual = needed <= segment_size && pieces_.size() == (joining != 0 ? 1 : 0);
    const memory_use use = usual ? memory_use::usual : memory_use::large;
    segment_pointer next = budget.take(std::max(needed, segment_size), use);
    if (!next) return std::nullopt;
    open_ = std::move(next);
    open_used_ = 0;
  }
  std::byte* const begin = open_->bytes() + open_used_;
  if (joining != 0) {
    piece& last = pieces_.back();
    copy_bytes(last.bytes, {begin, joining});
    last = {{begin, joining}, open_, last.messages};
    open_used_ += joining;
  } else if (!pieces_.empty() && !continues_last_piece()) {
    pieces_.push({{begin, 0}, open_, 0});
  }
  extend(begin + needed, 1);
  return mutable_buffer(begin + joining, size);
}

// If a short piece waits alone in another segment, it is copied in front of the next message. So
// several short messages leave in one piece. Returns the number of bytes to copy.
std::size_t outbox::joining_bytes() const noexcept {
  if (pieces_.size() <= gathered_ || continues_last_piece()) return 0;
  const std::size_t size = pieces_.back().bytes.size();
  return size <= copied_max ? size : 0;
}

bool outbox::append(const segment_pointer& holder, const_buffer bytes, memory_budget& budget) {
  if (bytes.size() <= copied_max && !empty()) {
    const std::optional<mutable_buffer> room = append(bytes.size(), budget);
    if (room) copy_bytes(bytes, *room);
    return room.has_value();
  }
  pieces_.push({bytes, holder, 1});
  queued_bytes_ += bytes.size();
  return true;
}

mutable_buffer outbox::behind() const noexcept {
  if (!open_ || (!pieces_.empty() && !continues_last_piece())) return {};
  return {open_->bytes() + open_used_, open_->capacity() - open_used_};
}

void outbox::extend(const std::byte* end, std::size_t messages) noexcept {
  std::byte* const begin = open_->bytes() + open_used_;
  assert(end >= begin && end <= open_->bytes() + open_->capacity());
  const auto size = static_cast<std::size_t>(end - begin);
  if (pieces_.empty()) pieces_.begin({{begin, 0}, open_, 0});
  assert(continues_last_piece());  // a piece that is being written does not change
  piece& last = pieces_.back();
  last.bytes = {last.bytes.data(), last.bytes.size() + size};
  last.messages += messages;
  open_used_ += size;
  queued_bytes_ += size;
}

// A piece that is being written does not change, so it is not continued.
bool outbox::continues_last_piece() const noexcept {
  if (pieces_.size() <= gathered_ || !open_) return false;
  const const_buffer last = pieces_.back().bytes;
  return last.data() + last.size() == open_->bytes() + open_used_;
}

std::span<const const_buffer> outbox::gather() noexcept {
  assert(gathered_ == 0 && !pieces_.empty());  // invariant: one-write
  if (pieces_.size() > 1) return gather_several();
  gathered_ = 1;
  return {&pieces_[0].bytes, 1};
}

std::span<const const_buffer> outbox::gather_several() noexcept {
  gathered_ = 1;
  try {
    list_ = segment_pointer(take_segment(gathered_max * sizeof(const_buffer)));
  } catch (const std::bad_alloc&) {
    return {&pieces_[0].bytes, 1};
  }
  gathered_ = std::min(pieces_.size(), gathered_max);
  auto* const buffers = reinterpret_cast<const_buffer*>(list_->bytes());
  for (std::size_t i = 0; i < gathered_; ++i) std::construct_at(buffers + i, pieces_[i].bytes);
  return {buffers, gathered_};
}

outbox::progress outbox::written() noexcept {
  progress made;
  for (std::size_t i = 0; i < gathered_; ++i) {
    made.bytes += pieces_[i].bytes.size();
    made.messages += pieces_[i].messages;
  }
  pieces_.drop(gathered_);
  gathered_ = 0;
  list_ = {};
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
  list_ = {};
  expired = false;
}

void outbox::on_news(io_result) { session_->on_news_due(); }

void outbox::write_operation::complete(operation& self) {
  outbox& queue = static_cast<write_operation&>(self).queue;
  if (queue.pending == work::write) return queue.session_->on_written(self.result());
  write_batch::begin_writes(queue, self.result());
}

}  // namespace naru::detail
