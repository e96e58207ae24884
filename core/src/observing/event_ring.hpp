// event_ring: the last events of one thread. That thread writes, and any thread may read.
//
// The writer takes no lock and never waits. A reader copies the events, and drops those that were
// written over while it copied. It knows them by the number of events that have begun: the writer
// counts an event before it writes the event's words, and each of these stores is a release. So a
// reader that has seen one of the words also sees the count.
#pragma once

#include <naru/operation.hpp>

#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <system_error>
#include <vector>

namespace naru::detail {

enum class event_type : std::uint8_t { start, completion, slice, batch };

struct traced_event {
  event_type type = event_type::start;
  operation_kind kind = operation_kind::other;
  std::int64_t time = 0;  // nanoseconds since the ring was made
  const void* id = nullptr;
  std::uint64_t value = 0;  // the length of a slice, the bytes of a completion, the size of a batch
  std::error_code error = {};
};

class event_ring {
 public:
  /// `size` is a power of two. Throws std::bad_alloc.
  explicit event_ring(std::size_t size) : size_(size), slots_(std::make_unique<slot[]>(size)) {
    assert(std::has_single_bit(size));
  }

  /// Only on the thread that the ring belongs to.
  void add(const traced_event& event) noexcept {
    const std::uint64_t number = begun_.load(std::memory_order_relaxed);
    begun_.store(number + 1, std::memory_order_relaxed);
    slot& place = slots_[number & (size_ - 1)];
    const auto error = static_cast<std::uint32_t>(event.error.value());
    store(place[0], static_cast<std::uint64_t>(event.time));
    store(place[1], reinterpret_cast<std::uintptr_t>(event.id));
    store(place[2], event.value);
    store(place[3], static_cast<std::uint64_t>(event.type) << 40 |
                        static_cast<std::uint64_t>(event.kind) << 32 | error);
    store(place[4], reinterpret_cast<std::uintptr_t>(&event.error.category()));
    written_.store(number + 1, std::memory_order_release);
  }

  /// The events that are kept, the oldest first. Throws std::bad_alloc.
  [[nodiscard]] std::vector<traced_event> read() const;

 private:
  using slot = std::array<std::atomic<std::uint64_t>, 5>;

  static void store(std::atomic<std::uint64_t>& word, std::uint64_t value) noexcept {
    word.store(value, std::memory_order_release);
  }
  [[nodiscard]] static traced_event copy(const slot& place) noexcept;

  const std::size_t size_;
  const std::unique_ptr<slot[]> slots_;
  std::atomic<std::uint64_t> begun_ = 0;
  std::atomic<std::uint64_t> written_ = 0;
};

}  // namespace naru::detail
