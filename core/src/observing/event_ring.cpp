#include "observing/event_ring.hpp"

#include <algorithm>

namespace naru::detail {

std::vector<traced_event> event_ring::read() const {
  const std::uint64_t end = written_.load(std::memory_order_acquire);
  const std::uint64_t begin = end - std::min<std::uint64_t>(end, size_);
  std::vector<traced_event> events;
  events.reserve(static_cast<std::size_t>(end - begin));
  for (std::uint64_t i = begin; i != end; ++i) events.push_back(copy(slots_[i & (size_ - 1)]));
  // An event that has begun since then may have been half written when it was copied, and it lies
  // at the place of an older one.
  const std::uint64_t begun = begun_.load(std::memory_order_relaxed);
  const std::uint64_t oldest = begun - std::min<std::uint64_t>(begun, size_);
  const std::uint64_t lost = std::clamp(oldest, begin, end) - begin;
  events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(lost));
  return events;
}

// Acquires, so that a later load of begun_ is not older than what is read here.
traced_event event_ring::copy(const slot& place) noexcept {
  const auto load = [&](std::size_t i) { return place[i].load(std::memory_order_acquire); };
  const std::uint64_t packed = load(3);
  const auto* const category = reinterpret_cast<const std::error_category*>(load(4));
  traced_event event;
  event.type = static_cast<event_type>(packed >> 40 & 0xFF);
  event.kind = static_cast<operation_kind>(packed >> 32 & 0xFF);
  event.time = static_cast<std::int64_t>(load(0));
  event.id = reinterpret_cast<const void*>(load(1));
  event.value = load(2);
  if (category != nullptr) {
    event.error.assign(static_cast<int>(static_cast<std::uint32_t>(packed)), *category);
  }
  return event;
}

}  // namespace naru::detail
