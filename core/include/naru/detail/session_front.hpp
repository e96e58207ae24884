// session_front: the part of a session's core that its own code sees, so that the calls made for
// every message need not leave it.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>
#include <cstddef>

namespace naru::detail {

struct session_front {
  explicit session_front(std::size_t message_max) noexcept : message_size_max(message_max) {}

  const std::size_t message_size_max;
  std::atomic<bool> open = false;  // written with the lock held

  mutable spin_lock lock;  // guards the whole session

  // Where the next frames go: right behind the last that is queued. No room where there is more to
  // do than to put a frame there: the queue is full or none, its memory ends, nothing has it sent.
  std::byte* room = nullptr;
  std::size_t room_size = 0;
  std::size_t messages = 0;  // put there, and not counted yet

  /// For one frame, of at most room_size bytes. With the lock held.
  [[nodiscard]] mutable_buffer take(std::size_t size) noexcept {
    std::byte* const begin = room;
    room += size;
    room_size -= size;
    ++messages;
    return {begin, size};
  }
};

}  // namespace naru::detail
