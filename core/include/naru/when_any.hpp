// when_any: awaits several things at the same time until the first of them has ended, and stops the
// others.
//
//     auto [first, line, slept] = co_await naru::when_any(reader.read_until("\n"),
//                                                         naru::sleep_for(30s));
//     if (first == 0) use(line->bytes);
//
// The losers are cancelled and awaited, so each has a result and nothing that it moved is lost:
// look at it. An empty std::optional stands for a loser that threw instead, which normally means
// that it was cancelled. If the first one throws, its exception is thrown once the others have
// ended. A void result becomes a std::monostate.
//
// It is not for a limit on time alone: use with_timeout.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/detail/child_group.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/start_task.hpp>
#include <naru/task.hpp>
#include <naru/when_all.hpp>

#include <array>
#include <atomic>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <source_location>
#include <tuple>
#include <utility>

namespace naru {

namespace detail {

/// A group in which the first to end stops the others.
class NARU_API racing_group : public child_group {
 protected:
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

  racing_group() = default;
  ~racing_group() = default;

  /// A member of the group, which knows its index.
  class NARU_API racer final : public frame_owner {
   public:
    void enter(racing_group& group, std::size_t index) noexcept;
    void child_failed(std::exception_ptr failure) noexcept override;
    void child_ended() noexcept override;

   private:
    racing_group* group_ = nullptr;
    std::size_t index_ = 0;
  };

  [[nodiscard]] std::size_t first() const noexcept {
    return first_.load(std::memory_order_relaxed);
  }

 private:
  [[nodiscard]] bool arrives_first(std::size_t index) noexcept;

  std::atomic<std::size_t> first_ = nobody;
};

template <class... Results>
class any_awaiter final : private racing_group {
 public:
  explicit any_awaiter(std::tuple<task<Results>...> children) noexcept
      : children_(std::move(children)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> waiting,
                                   std::source_location at = std::source_location::current()) {
    waiting.promise().at = at;
    const task_context context = begin(waiting.promise(), sizeof...(Results));
    start(waiting.promise(), context, std::index_sequence_for<Results...>());
    return stays_suspended();
  }
  auto await_resume() {
    end();
    using results = std::tuple<std::size_t, std::optional<typename result_slot<Results>::kept>...>;
    return std::apply([this](auto&... slots) { return results(first(), result_of(slots)...); },
                      slots_);
  }

 private:
  template <std::size_t... Index>
  void start(promise_base& above, const task_context& context, std::index_sequence<Index...>) {
    (racers_[Index].enter(*this, Index), ...);
    (start_task(std::move(std::get<Index>(children_)), context, racers_[Index], &above,
                &std::get<Index>(slots_)),
     ...);
  }

  template <class Slot>
  static auto result_of(Slot& slot) {
    using result = std::optional<typename Slot::kept>;
    return slot.has_value() ? result(slot.take_kept()) : result();
  }

  std::tuple<task<Results>...> children_;
  std::tuple<result_slot<Results>...> slots_;
  std::array<racer, sizeof...(Results)> racers_;
};

}  // namespace detail

/// co_await gives a std::tuple: the index of the first to end, from 0, and a std::optional of each
/// result, in their order.
template <awaitable... Awaitables>
  requires(sizeof...(Awaitables) > 0)
auto when_any(Awaitables... children) {
  using awaiter = detail::any_awaiter<detail::await_result_t<Awaitables>...>;
  using tasks = std::tuple<task<detail::await_result_t<Awaitables>>...>;
  return detail::together<awaiter, tasks>(tasks(detail::as_task(std::move(children))...));
}

}  // namespace naru
