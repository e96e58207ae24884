#include "session/spare_segments.hpp"

#include <atomic>
#include <chrono>

#include "values/heap.hpp"

namespace naru::detail {
namespace {

constexpr proactor::duration pause = std::chrono::seconds(1);
// To look through the whole heap is worth it only for so much.
constexpr std::size_t returned_min = std::size_t{1} << 20U;

constinit std::atomic<proactor::duration::rep> last_look = 0;
constinit std::atomic<proactor::duration::rep> last_clearing = 0;
constinit std::atomic<std::size_t> freed_bytes = 0;

// Two proactors may have different clocks, so the last time may seem to lie ahead.
bool has_paused(std::atomic<proactor::duration::rep>& last_time,
                proactor::time_point now) noexcept {
  const proactor::duration time = now.time_since_epoch();
  proactor::duration::rep last = last_time.load(std::memory_order_relaxed);
  const proactor::duration since = time - proactor::duration(last);
  if (since > -pause && since < pause) return false;
  return last_time.compare_exchange_strong(last, time.count(), std::memory_order_relaxed);
}

}  // namespace

void give_spare_memory_back(proactor::time_point now, spare which) noexcept {
  if (!has_paused(which == spare::all ? last_clearing : last_look, now)) return;
  const std::size_t freed = free_spare_segments(which);
  if (freed + freed_bytes.fetch_add(freed, std::memory_order_relaxed) < returned_min) return;
  freed_bytes.store(0, std::memory_order_relaxed);
  give_heap_back();
}

}  // namespace naru::detail
