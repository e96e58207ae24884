// stop_node: one place in the tree through which a stop request travels: from a task_scope to its
// tasks, from a task to what it awaits. Nothing is allocated: each listener contains its links.
//
// As with std::stop_callback, a listener that has left is not called any more, and leaving waits
// while another thread calls it. (std::stop_source allocates, and some standard libraries lack
// it.)
//
// Thread-safety: every function except the destructors may be called from any thread at any time.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>

namespace naru::detail {

class stop_node;

/// Is called for one request. Its function must neither run coroutines nor leave.
class NARU_API stop_listener {
 public:
  using stop_function = void (*)(stop_listener& self) noexcept;

  explicit stop_listener(stop_function function) noexcept : on_stop_(function) {}
  stop_listener(const stop_listener&) = delete;
  stop_listener& operator=(const stop_listener&) = delete;
  ~stop_listener() { leave(); }

  /// Listens to `node`, or to nothing if it is null. Returns false if a stop has already been
  /// requested there; then this listener is not called.
  [[nodiscard]] bool listen(stop_node* node) noexcept;
  /// Stops listening. A second call is harmless.
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

  /// From now on a request to `above`, if it is not null, is a request here too.
  void attach(stop_node* above) noexcept {
    if (!listen(above)) request();
  }
  void detach() noexcept { leave(); }

  /// Calls every listener once, on this thread. Only the first request has an effect, and returns
  /// true.
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
  spin_lock lock_;  // guards the members below
  stop_listener* first_ = nullptr;
  stop_listener* running_ = nullptr;
};

}  // namespace naru::detail
