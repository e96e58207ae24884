#include <naru/detail/segment.hpp>

#include <naru/detail/spin_lock.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <memory>
#include <mutex>
#include <new>
#include <type_traits>
#include <utility>

#include "session/memory_budget.hpp"
#include "session/spare_segments.hpp"

namespace naru::detail {

/// A row of segments of one size, in one piece of the heap. Between segments lies no other memory,
/// so all of it can go back to the system.
struct slab {
  slab* next = nullptr;
  slab** link = nullptr;  // the pointer that leads here; null if no segment is free
  segment* free = nullptr;
  std::uint32_t size_class = 0;
  std::uint32_t most = 0;  // segments that it has room for
  std::uint32_t made = 0;  // the rest was not touched yet
  std::uint32_t used = 0;
};

namespace {

// Larger segments come from the heap each time.
constexpr std::uint32_t largest_kept = 18U << 2U;  // 1 MiB
// The limit for all unused segments together. Beyond it a slab goes back to the heap at once.
constexpr std::size_t spare_bytes_max = std::size_t{256} << 20U;

constexpr std::size_t slab_size = std::size_t{256} << 10U;
constexpr std::size_t slab_segments_max = 64;

struct slab_list {
  void add(slab& added) noexcept {
    added.next = first;
    added.link = &first;
    if (first != nullptr) first->link = &added.next;
    first = &added;
  }
  static void remove(slab& removed) noexcept {
    *removed.link = removed.next;
    if (removed.next != nullptr) removed.next->link = removed.link;
    removed.link = nullptr;
  }

  slab* first = nullptr;
};

/// The slabs of one size that have free segments.
struct size_list {
  spin_lock lock;    // guards the rest
  slab_list partly;  // some of their segments are in use
  slab_list unused;
  std::size_t unused_count = 0;
  std::size_t unused_fewest = 0;  // since the last call of free_spare_segments
};

// No destructor runs for this array, because a message may outlive main.
constinit std::array<size_list, largest_kept + 1> lists{};
static_assert(std::is_trivially_destructible_v<size_list>);

constinit std::atomic<std::size_t> in_use = 0;
constinit std::atomic<std::size_t> bytes_in_use = 0;
constinit std::atomic<std::size_t> slab_bytes = 0;  // of the segments in slabs, used or not

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

std::size_t stride_of(std::uint32_t size_class) noexcept {
  return sizeof(segment) + capacity_of(size_class);
}

std::size_t capacity_of(const slab& one) noexcept { return one.most * capacity_of(one.size_class); }

slab& make_slab(std::uint32_t size_class) {
  const std::size_t stride = stride_of(size_class);
  const std::size_t most = std::clamp<std::size_t>(slab_size / stride, 1, slab_segments_max);
  void* const memory = ::operator new(sizeof(slab) + most * stride);
  auto* const made = ::new (memory) slab{.size_class = size_class};
  made->most = static_cast<std::uint32_t>(most);
  slab_bytes.fetch_add(capacity_of(*made), std::memory_order_relaxed);
  return *made;
}

void free_slab(slab& freed) noexcept {
  assert(freed.used == 0);
  slab_bytes.fetch_sub(capacity_of(freed), std::memory_order_relaxed);
  std::destroy_at(&freed);
  ::operator delete(&freed);
}

// Needs the lock of the list. The slab has a free segment.
segment& take_from(slab& home) noexcept {
  ++home.used;
  if (home.free != nullptr) return *std::exchange(home.free, home.free->next_free);
  assert(home.made < home.most);
  auto* const begin = reinterpret_cast<std::byte*>(&home + 1);
  void* const place = begin + home.made++ * stride_of(home.size_class);
  return *::new (place) segment{.size_class = home.size_class, .home = &home};
}

bool is_full(const slab& one) noexcept { return one.used == one.most; }

// Takes a segment of a slab that has one. A slab that is partly used comes first, so that others
// stay unused.
segment* take_free(size_list& list) noexcept {
  slab* home = list.partly.first;
  if (home == nullptr) {
    home = list.unused.first;
    if (home == nullptr) return nullptr;
    slab_list::remove(*home);
    list.unused_fewest = std::min(list.unused_fewest, --list.unused_count);
    list.partly.add(*home);
  }
  segment& taken = take_from(*home);
  if (is_full(*home)) slab_list::remove(*home);
  return &taken;
}

segment& take_of(std::uint32_t size_class) {
  size_list& list = lists[size_class];
  {
    const std::lock_guard lock(list.lock);
    if (segment* const taken = take_free(list)) return *taken;
  }
  slab& made = make_slab(size_class);
  segment& taken = take_from(made);
  if (is_full(made)) return taken;
  const std::lock_guard lock(list.lock);
  list.partly.add(made);
  return taken;
}

bool has_too_much_spare() noexcept {
  return slab_bytes.load(std::memory_order_relaxed) >
         bytes_in_use.load(std::memory_order_relaxed) + spare_bytes_max;
}

// Returns the slab if it is to go back to the heap.
slab* put_back(segment& unused) noexcept {
  slab& home = *unused.home;
  size_list& list = lists[home.size_class];
  const std::lock_guard lock(list.lock);
  unused.next_free = std::exchange(home.free, &unused);
  if (is_full(home)) list.partly.add(home);
  if (--home.used != 0) return nullptr;
  slab_list::remove(home);
  if (has_too_much_spare()) return &home;
  list.unused.add(home);
  ++list.unused_count;
  return nullptr;
}

}  // namespace

std::size_t segment_capacity_for(std::size_t size) noexcept { return capacity_of(class_of(size)); }

segment& take_segment(std::size_t size) {
  const std::uint32_t size_class = class_of(size);
  const std::size_t capacity = capacity_of(size_class);
  segment* taken = nullptr;
  if (size_class <= largest_kept) {
    taken = &take_of(size_class);
    taken->holders.store(1, std::memory_order_relaxed);
  } else {
    taken = ::new (::operator new(stride_of(size_class))) segment{.size_class = size_class};
  }
  in_use.fetch_add(1, std::memory_order_relaxed);
  bytes_in_use.fetch_add(capacity, std::memory_order_relaxed);
  return *taken;
}

void give_back(segment& unused) noexcept {
  const std::size_t capacity = unused.capacity();
  in_use.fetch_sub(1, std::memory_order_relaxed);
  bytes_in_use.fetch_sub(capacity, std::memory_order_relaxed);
  if (memory_budget* const budget = std::exchange(unused.budget, nullptr)) {
    budget->give_back(capacity);
  }
  if (unused.home == nullptr) {
    std::destroy_at(&unused);
    ::operator delete(&unused);
  } else if (slab* const freed = put_back(unused)) {
    free_slab(*freed);
  }
}

std::size_t free_spare_segments(spare which) noexcept {
  std::size_t freed_bytes = 0;
  for (size_list& list : lists) {
    slab_list freed;
    {
      const std::lock_guard lock(list.lock);
      const std::size_t most = which == spare::all ? list.unused_count : list.unused_fewest;
      const std::size_t kept = which == spare::all ? 0 : 1;
      for (std::size_t count = kept; count < most; ++count) {
        slab& moved = *list.unused.first;
        slab_list::remove(moved);
        freed.add(moved);
        --list.unused_count;
      }
      list.unused_fewest = list.unused_count;
    }
    while (slab* const each = freed.first) {
      slab_list::remove(*each);
      freed_bytes += capacity_of(*each);
      free_slab(*each);
    }
  }
  return freed_bytes;
}

std::size_t segments_in_use() noexcept { return in_use.load(std::memory_order_relaxed); }

std::size_t segment_bytes_in_use() noexcept { return bytes_in_use.load(std::memory_order_relaxed); }

std::size_t segment_bytes_kept() noexcept { return slab_bytes.load(std::memory_order_relaxed); }

}  // namespace naru::detail
