#include <naru/detail/segment.hpp>

#include <naru/detail/spin_lock.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <mutex>
#include <new>
#include <type_traits>

namespace naru::detail {
namespace {

// Sizes are powers of two; what is larger comes from the heap each time.
constexpr unsigned smallest_bits = static_cast<unsigned>(std::bit_width(segment_capacity_min - 1));
constexpr unsigned largest_bits = 20;
constexpr std::size_t kept_bytes_per_size_max = 32u << 20;

struct free_list {
  spin_lock lock;  // guards the rest
  segment* first = nullptr;
  std::size_t count = 0;
};

// There from the start, and nothing is destroyed at the end: a message may outlive main.
constinit std::array<free_list, largest_bits + 1> free_lists;
static_assert(std::is_trivially_destructible_v<free_list>);

constinit std::atomic<std::size_t> in_use = 0;

segment* take_kept(std::uint32_t bits) noexcept {
  free_list& kept = free_lists[bits];
  const std::lock_guard lock(kept.lock);
  segment* const first = kept.first;
  if (first == nullptr) return nullptr;
  kept.first = first->next_free;
  --kept.count;
  return first;
}

bool keep(segment& unused) noexcept {
  if (unused.size_class > largest_bits) return false;
  free_list& kept = free_lists[unused.size_class];
  const std::lock_guard lock(kept.lock);
  if (kept.count >= kept_bytes_per_size_max >> unused.size_class) return false;
  unused.next_free = kept.first;
  kept.first = &unused;
  ++kept.count;
  return true;
}

}  // namespace

segment& take_segment(std::size_t size) {
  const auto bits = std::max(
      smallest_bits, static_cast<unsigned>(std::bit_width(std::max<std::size_t>(size, 1) - 1)));
  segment* taken = bits <= largest_bits ? take_kept(bits) : nullptr;
  if (taken != nullptr) {
    taken->holders.store(1, std::memory_order_relaxed);
  } else {
    void* const memory = ::operator new(sizeof(segment) + (std::size_t{1} << bits));
    taken = ::new (memory) segment;
    taken->size_class = bits;
  }
  in_use.fetch_add(1, std::memory_order_relaxed);
  return *taken;
}

void give_back(segment& unused) noexcept {
  in_use.fetch_sub(1, std::memory_order_relaxed);
  if (keep(unused)) return;
  std::destroy_at(&unused);
  ::operator delete(&unused);
}

std::size_t segments_in_use() noexcept { return in_use.load(std::memory_order_relaxed); }

}  // namespace naru::detail
