#include <naru/detail/segment.hpp>

#include <naru/detail/spin_lock.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <mutex>
#include <new>
#include <type_traits>
#include <utility>

#include "session/memory_budget.hpp"

namespace naru::detail {
namespace {

// Larger segments come from the heap each time.
constexpr std::uint32_t largest_kept = 18U << 2U;  // 1 MiB
// The limit for all lists together: memory that was needed once is not kept for ever.
constexpr std::size_t kept_bytes_max = std::size_t{256} << 20U;

struct free_list {
  spin_lock lock;  // guards the rest
  segment* first = nullptr;
};

// No destructor runs for this array, because a message may outlive main.
constinit std::array<free_list, largest_kept + 1> free_lists{};
static_assert(std::is_trivially_destructible_v<free_list>);

constinit std::atomic<std::size_t> in_use = 0;
constinit std::atomic<std::size_t> allocated_bytes = 0;
constinit std::atomic<std::size_t> kept_bytes = 0;

std::size_t capacity_of(std::uint32_t size_class) noexcept {
  return segment{.size_class = size_class}.capacity();
}

// The smallest class whose segments hold `wanted` bytes.
std::uint32_t class_of(std::size_t wanted) noexcept {
  const std::size_t size = std::max(wanted, segment_capacity_min);
  const auto exponent = static_cast<std::uint32_t>(std::bit_width(size - 1)) - 3U;
  const auto quarters = static_cast<std::uint32_t>((size - 1) >> exponent) + 1U;  // 5 to 8
  return (exponent << 2U) + (quarters - 4U);
}

segment* take_kept(std::uint32_t size_class) noexcept {
  free_list& kept = free_lists[size_class];
  segment* first = nullptr;
  {
    const std::lock_guard lock(kept.lock);
    first = kept.first;
    if (first == nullptr) return nullptr;
    kept.first = first->next_free;
  }
  kept_bytes.fetch_sub(first->capacity(), std::memory_order_relaxed);
  return first;
}

bool keep(segment& unused) noexcept {
  if (unused.size_class > largest_kept) return false;
  const std::size_t size = unused.capacity();
  if (kept_bytes.fetch_add(size, std::memory_order_relaxed) > kept_bytes_max - size) {
    kept_bytes.fetch_sub(size, std::memory_order_relaxed);
    return false;
  }
  free_list& kept = free_lists[unused.size_class];
  const std::lock_guard lock(kept.lock);
  unused.next_free = kept.first;
  kept.first = &unused;
  return true;
}

}  // namespace

std::size_t segment_capacity_for(std::size_t size) noexcept { return capacity_of(class_of(size)); }

segment& take_segment(std::size_t size) {
  const std::uint32_t size_class = class_of(size);
  segment* taken = size_class <= largest_kept ? take_kept(size_class) : nullptr;
  if (taken != nullptr) {
    taken->holders.store(1, std::memory_order_relaxed);
  } else {
    const std::size_t capacity = capacity_of(size_class);
    void* const memory = ::operator new(sizeof(segment) + capacity);
    taken = ::new (memory) segment{.size_class = size_class};
    allocated_bytes.fetch_add(capacity, std::memory_order_relaxed);
  }
  in_use.fetch_add(1, std::memory_order_relaxed);
  return *taken;
}

void give_back(segment& unused) noexcept {
  in_use.fetch_sub(1, std::memory_order_relaxed);
  const std::size_t capacity = unused.capacity();
  if (memory_budget* const budget = std::exchange(unused.budget, nullptr)) {
    budget->give_back(capacity);
  }
  if (keep(unused)) return;
  allocated_bytes.fetch_sub(capacity, std::memory_order_relaxed);
  std::destroy_at(&unused);
  ::operator delete(&unused);
}

std::size_t segments_in_use() noexcept { return in_use.load(std::memory_order_relaxed); }

std::size_t segment_bytes_in_use() noexcept {
  const std::size_t kept = kept_bytes.load(std::memory_order_relaxed);
  return allocated_bytes.load(std::memory_order_relaxed) - kept;
}

}  // namespace naru::detail
