// event_watch: the registration of one socket with the epoll of its proactor. It is edge-triggered:
// the system tells each change once, and a socket that has found nothing waits for the next one.
//
// A thread may have taken an event from the system when another thread closes the socket. So an
// event leads to a place, which lives as long as the proactor, and the place leads to the socket as
// long as there is one. An event that comes too late finds an empty place, or another socket. For
// that socket the event means only that it is worth a look.
//
// A thread locks a place and then its socket, so `leave` must not be called with the socket's lock.
#pragma once

#include <sys/epoll.h>

#include <naru/detail/spin_lock.hpp>
#include <naru/native_handle.hpp>

#include <cstdint>
#include <forward_list>
#include <mutex>
#include <system_error>

namespace naru::detail {

using place_lock = std::unique_lock<spin_lock>;

/// A socket that is told of its events.
class event_target {
 public:
  /// `place` is locked, and so the socket is not freed meanwhile. Whoever unlocks it must keep the
  /// socket in another way.
  virtual void ready(std::uint32_t events, place_lock& place) noexcept = 0;

 protected:
  ~event_target() = default;
};

struct event_place {
  spin_lock lock;
  event_target* target = nullptr;  // guarded by `lock`
  event_place* next_free = nullptr;
};

/// An epoll and its places. Thread-safe.
class event_set {
 public:
  /// Throws std::system_error.
  event_set();
  ~event_set();
  event_set(const event_set&) = delete;
  event_set& operator=(const event_set&) = delete;

  [[nodiscard]] int handle() const noexcept { return epoll_; }
  /// Makes one thread return from epoll_wait, or the next call return at once. Its event has no
  /// place. Never fails.
  void wake() noexcept;

 private:
  friend class event_watch;

  [[nodiscard]] event_place& take_place(event_target& target);  // throws std::bad_alloc
  void give_back(event_place& place) noexcept;

  int epoll_;
  int waker_;  // an eventfd that is never read: each write is an edge
  std::mutex mutex_;
  std::forward_list<event_place> places_;  // guarded by mutex_, like free_
  event_place* free_ = nullptr;
};

/// A member of the socket. Its functions need the socket's lock, except `leave`.
class event_watch {
 public:
  event_watch(event_set& set, event_target& target) noexcept : set_(set), target_(target) {}

  /// Takes a place. Call this first. Error: not_enough_memory.
  [[nodiscard]] std::error_code reserve() noexcept;
  /// Asks for events, in addition to those that it has been asked for. If the socket is ready
  /// already, an event comes too. `again` makes the system look once more for events that it has
  /// told already.
  [[nodiscard]] std::error_code want(native_handle socket, std::uint32_t events,
                                     bool again = false) noexcept;
  /// Asks for exactly these events, of a socket that is registered. The system looks again only if
  /// they change: an error that stays would be told for ever.
  [[nodiscard]] std::error_code change(native_handle socket, std::uint32_t events) noexcept;
  /// Ends the registration of a socket that stays open. A closed one needs no call.
  [[nodiscard]] std::error_code end(native_handle socket) noexcept;
  /// Waits until no thread is inside `ready`. After that none calls it any more.
  void leave() noexcept;

 private:
  [[nodiscard]] std::error_code control(int what, native_handle socket,
                                        std::uint32_t events) noexcept;

  event_set& set_;
  event_target& target_;
  event_place* place_ = nullptr;
  std::uint32_t events_ = 0;  // 0: not registered
};

}  // namespace naru::detail
