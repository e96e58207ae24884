// session_front: the part of a session's core that inline functions of headers may use, so that
// most calls that are made for every message need no call into the library.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>
#include <cstddef>

namespace naru::detail {

struct session_front {
  session_front(std::size_t message_max, bool drops) noexcept
      : message_size_max(message_max), drops_over_rate(drops) {}

  const std::size_t message_size_max;
  const bool drops_over_rate;        // see rate_policy::drop
  std::atomic<bool> open = false;    // written with the lock held
  std::atomic<bool> paused = false;  // the program takes no messages; written with the lock held

  mutable spin_lock lock;  // guards the whole session

  // The next frames go to `room`, right behind the last one that is queued. `room` is null whenever
  // this fast path must not be used: there is no outbox yet, the outbox is full, the segment is
  // exhausted, or no write is scheduled.
  std::byte* room = nullptr;
  std::size_t room_size = 0;
  std::size_t messages = 0;  // frames in `room` that the outbox has not counted yet

  /// Whether one frame of `size` bytes fits into `room`. Needs the lock.
  [[nodiscard]] bool has_room(std::size_t size) const noexcept {
    return room != nullptr && size <= room_size;
  }
  /// Takes the memory for one frame, if has_room. Needs the lock.
  [[nodiscard]] mutable_buffer take(std::size_t size) noexcept {
    std::byte* const begin = room;
    room += size;
    room_size -= size;
    ++messages;
    return {begin, size};
  }
};

}  // namespace naru::detail
