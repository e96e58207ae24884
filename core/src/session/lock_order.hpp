// lock_order: debug builds assert that the locks of sessions nest one way. The lock of a session is
// not noted as held, because inlined code of the program takes it too. So an assertion sees what is
// held before a session's lock is taken, and not what is taken after it.
//
// A thread that holds one of these locks takes only later ones: a room's, then a session's; a
// host's, then its registry's. What is written here is compiled away with NDEBUG, but for the lock.
#pragma once

#include <cassert>
#include <cstdint>
#include <mutex>

namespace naru::detail {

enum class lock_rank : std::uint8_t { room, session, host, registry };

/// Whether this thread may take such a lock, after those that it holds.
[[nodiscard]] bool may_lock(lock_rank rank) noexcept;
/// It takes one, or gives one back. Both return true.
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
