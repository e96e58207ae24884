// lock_order: debug builds assert that the locks of sessions are taken in one order. The lock of a
// session is not noted as held, because inlined code of the program takes it too. So an assertion
// sees the locks that are held before a session's lock is taken, but not those that are taken after
// it.
//
// A thread that holds one of these locks takes only locks with a later rank: a room's and then a
// session's, or a host's and then its registry's. With NDEBUG only the lock itself remains.
#pragma once

#include <cassert>
#include <cstdint>
#include <mutex>

namespace naru::detail {

enum class lock_rank : std::uint8_t { room, session, host, registry };

/// Whether this thread may take a lock with this rank, after the locks that it holds.
[[nodiscard]] bool may_lock(lock_rank rank) noexcept;
/// Notes that this thread takes such a lock, or gives it back. Both return true, so that an assert
/// can call them.
bool note_locked(lock_rank rank) noexcept;
bool note_unlocked(lock_rank rank) noexcept;

/// std::lock_guard for a mutex that has a rank.
template <lock_rank Rank>
class ordered_guard {
 public:
  explicit ordered_guard(std::mutex& mutex) : mutex_(mutex) {
    assert(may_lock(Rank));  // invariant: session-locks-nest
    mutex_.lock();
    assert(note_locked(Rank));
  }
  ~ordered_guard() {
    assert(note_unlocked(Rank));
    mutex_.unlock();
  }
  ordered_guard(const ordered_guard&) = delete;
  ordered_guard& operator=(const ordered_guard&) = delete;

 private:
  std::mutex& mutex_;
};

}  // namespace naru::detail
