// stop_node: one place in the tree through which a request to stop travels: from a task_scope to
// its tasks, from a task to what it awaits. Nothing is allocated: whoever listens brings the links.
//
// As with std::stop_callback, a listener that has left is called no more, and leaving waits while
// it is being called on another thread. (std::stop_source allocates, and is not everywhere yet.)
//
// Thread-safety: every function, from any thread at any time, but for the destructors.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>

namespace naru::detail {

class stop_node;

/// Hears of one request. Its function must neither run coroutines nor leave.
class NARU_API stop_listener {
 public:
  using stop_function = void (*)(stop_listener& self) noexcept;

  explicit stop_listener(stop_function function) noexcept : on_stop_(function) {}
  stop_listener(const stop_listener&) = delete;
  stop_listener& operator=(const stop_listener&) = delete;
  ~stop_listener() { leave(); }

  /// Listens to `node`, or to nothing where that is null. False where a stop has been requested
  /// there already: then this is not called.
  [[nodiscard]] bool listen(stop_node* node) noexcept;
  /// Listens no more. Again is harmless.
  void leave() noexcept;

 private:
  friend class stop_node;

  const stop_function on_stop_;
  stop_node* node_ = nullptr;
  stop_listener* previous_ = nullptr;
  stop_listener* next_ = nullptr;
};

class NARU_API stop_node : private stop_listener {
 public:
  stop_node() noexcept : stop_listener(&on_stop_above) {}
  ~stop_node() { detach(); }

  /// A request made of `above`, if that is not null, is made here too from now on.
  void attach(stop_node* above) noexcept {
    if (!listen(above)) request();
  }
  void detach() noexcept { leave(); }

  /// Calls every listener, once, on this thread. Only the first request does anything, and is told
  /// so by true.
  bool request() noexcept;
  [[nodiscard]] bool requested() const noexcept {
    return requested_.load(std::memory_order_acquire);
  }

 private:
  friend class stop_listener;

  static void on_stop_above(stop_listener& self) noexcept;
  [[nodiscard]] bool add(stop_listener& listener) noexcept;
  void remove(stop_listener& listener) noexcept;
  void unlink(stop_listener& listener) noexcept;

  std::atomic<bool> requested_ = false;
  spin_lock lock_;  // guards what follows
  stop_listener* first_ = nullptr;
  stop_listener* running_ = nullptr;
};

}  // namespace naru::detail
