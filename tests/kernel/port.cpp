#include "port.hpp"

#include <algorithm>
#include <utility>

#include "outstanding.hpp"
#include "seed.hpp"
#include "socket.hpp"

namespace kernel {
namespace {

// A delayed packet does not wait longer for others than this.
constexpr std::chrono::microseconds delay_max{50};

// A call may take fewer packets than there are. Nothing promises all of them
// ("GetQueuedCompletionStatusEx" on Microsoft Learn).
std::size_t some_of(std::size_t packets) noexcept {
  return packets > 1 && draw(8) ? 1 + draw_below(packets - 1) : packets;
}

}  // namespace

void port::post(const packet& posted) {
  ready_.push_back(posted);
  came_.notify_one();
}

void port::complete(packet ended) {
  if (draw(4)) write_end(*ended.request, *std::exchange(ended.how, std::nullopt), ended.bytes);
  (draw(4) ? delayed_ : ready_).push_back(ended);
  came_.notify_one();
}

void port::cancel_later(std::shared_ptr<socket> of) {
  cancelling_.push_back(std::move(of));
  came_.notify_one();
}

port::answer port::take(std::unique_lock<std::mutex>& lock, std::span<OVERLAPPED_ENTRY> room,
                        ULONG& count, clock::time_point end) {
  release_some();
  while (!may_take()) {
    if (abandoned_) return answer::abandoned;
    const bool ran_out = clock::now() >= end;
    if (ran_out && !delays()) return answer::timeout;
    const auto soon = clock::now() + delay_max;
    wait(lock, delays() ? std::min(end, soon) : end);
    release_all();
  }
  count = static_cast<ULONG>(some_of(std::min(room.size(), ready_.size())));
  for (OVERLAPPED_ENTRY& each : room.first(count)) {
    const packet& next = ready_.front();
    each = {};
    each.lpCompletionKey = next.key;
    each.lpOverlapped = next.request;
    each.dwNumberOfBytesTransferred = next.bytes;
    if (next.request != nullptr) {
      if (next.how) write_end(*next.request, *next.how, next.bytes);
      each.Internal = next.request->Internal;
      remove_outstanding(next.request);
    }
    ready_.pop_front();
  }
  if (!ready_.empty()) came_.notify_one();
  return answer::packets;
}

void port::end_handling() noexcept {
  --handling_;
  if (!ready_.empty()) came_.notify_one();
}

void port::abandon() noexcept {
  abandoned_ = true;
  cancelling_.clear();
  came_.notify_all();
}

void port::release_some() {
  while (!cancelling_.empty() && draw(2)) cancel_next();
  while (!delayed_.empty() && draw(2)) {
    ready_.push_back(delayed_.front());
    delayed_.pop_front();
  }
}

void port::cancel_next() {
  const std::shared_ptr<socket> next = std::move(cancelling_.front());
  cancelling_.pop_front();
  end_cancelled(*next);
}

void port::release_all() {
  while (!cancelling_.empty()) cancel_next();
  ready_.insert(ready_.end(), delayed_.begin(), delayed_.end());
  delayed_.clear();
}

void port::wait(std::unique_lock<std::mutex>& lock, clock::time_point end) {
  ++waiters_;
  if (end == clock::time_point::max()) {
    came_.wait(lock);
  } else {
    came_.wait_until(lock, end);
  }
  --waiters_;
}

std::shared_ptr<port> find_port(handle number) noexcept {
  return std::dynamic_pointer_cast<port>(find(number));
}

}  // namespace kernel
