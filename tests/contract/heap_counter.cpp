#include "heap_counter.hpp"

#include <atomic>
#include <limits>

namespace contract {
namespace {

constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

constinit std::atomic<std::size_t> calls{0};
constinit std::atomic<std::size_t> bytes{0};

// The number of allocations before the one that fails; `spent` after that one, `never` if there is
// no shortage.
constexpr std::size_t spent = never - 1;
constinit std::atomic<std::size_t> left{never};
constinit std::atomic<shortage_of> concerned{shortage_of::this_thread};

constinit thread_local bool makes_the_shortage = false;

bool concerns_this_thread() noexcept {
  switch (concerned.load(std::memory_order_relaxed)) {
    case shortage_of::this_thread:
      return makes_the_shortage;
    case shortage_of::other_threads:
      return !makes_the_shortage;
    case shortage_of::all_threads:
      break;
  }
  return true;
}

}  // namespace

bool detail::count_allocation() noexcept {
  calls.fetch_add(1, std::memory_order_relaxed);
  std::size_t now = left.load(std::memory_order_relaxed);
  if (now >= spent || !concerns_this_thread()) return true;
  while (now < spent && !left.compare_exchange_weak(now, now == 0 ? spent : now - 1)) {
  }
  return now != 0;
}

void detail::add_bytes(std::size_t size) noexcept {
  bytes.fetch_add(size, std::memory_order_relaxed);
}

void detail::remove_bytes(std::size_t size) noexcept {
  bytes.fetch_sub(size, std::memory_order_relaxed);
}

std::size_t heap_calls() noexcept { return calls.load(std::memory_order_relaxed); }

std::size_t heap_bytes() noexcept { return bytes.load(std::memory_order_relaxed); }

heap_shortage::heap_shortage(std::size_t before, shortage_of whose) noexcept {
  makes_the_shortage = true;
  concerned.store(whose);
  left.store(before);
}

heap_shortage::~heap_shortage() {
  left.store(never);
  makes_the_shortage = false;
}

bool heap_shortage::felt() const noexcept { return left.load() == spent; }

}  // namespace contract
