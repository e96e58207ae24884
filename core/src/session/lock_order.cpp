#include "session/lock_order.hpp"

namespace naru::detail {
namespace {

thread_local unsigned held_ranks = 0;  // one bit for each rank

constexpr unsigned bit_of(lock_rank rank) noexcept { return 1U << static_cast<unsigned>(rank); }

}  // namespace

bool may_lock(lock_rank rank) noexcept { return held_ranks < bit_of(rank); }

bool note_locked(lock_rank rank) noexcept {
  held_ranks |= bit_of(rank);
  return true;
}

bool note_unlocked(lock_rank rank) noexcept {
  held_ranks &= ~bit_of(rank);
  return true;
}

}  // namespace naru::detail
