// when_all: awaits several things at the same time, and gives the results of all of them.
//
//     auto [sent, received] = co_await naru::when_all(stream.send(request),
//                                                     stream.receive(naru::buffer(answer)));
//
//     std::vector<naru::task<bool>> probes = …;
//     const std::vector<bool> open = co_await naru::when_all(std::move(probes));
//
// Each begins on the calling thread, in their order, and goes on where the thing that it awaits
// completes. An error code is a result like any other. An exception is not: the first one asks the
// others to stop, and is thrown once they have ended. A void result becomes a std::monostate, a
// reference becomes a pointer.
//
// It is not for tasks that come and go: use task_scope.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/detail/child_group.hpp>
#include <naru/detail/not_awaited.hpp>
#include <naru/detail/start_task.hpp>
#include <naru/task.hpp>

#include <coroutine>
#include <cstddef>
#include <source_location>
#include <tuple>
#include <utility>
#include <vector>

namespace naru {

namespace detail {

template <class... Results>
class all_awaiter final : private child_group {
 public:
  explicit all_awaiter(std::tuple<task<Results>...> children) noexcept
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
    using results = std::tuple<typename result_slot<Results>::kept...>;
    return std::apply([](auto&... slots) { return results(slots.take_kept()...); }, slots_);
  }

 private:
  template <std::size_t... Index>
  void start(promise_base& above, const task_context& context, std::index_sequence<Index...>) {
    (start_task(std::move(std::get<Index>(children_)), context, *this, &above,
                &std::get<Index>(slots_)),
     ...);
  }

  std::tuple<task<Results>...> children_;
  std::tuple<result_slot<Results>...> slots_;
};

template <class Result>
class every_awaiter final : private child_group {
 public:
  explicit every_awaiter(std::vector<task<Result>> children) noexcept
      : children_(std::move(children)) {}

  [[nodiscard]] bool await_ready() const noexcept { return children_.empty(); }
  template <class Promise>
  [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> waiting,
                                   std::source_location at = std::source_location::current()) {
    waiting.promise().at = at;
    slots_ = std::vector<result_slot<Result>>(children_.size());
    const task_context context = begin(waiting.promise(), children_.size());
    for (std::size_t i = 0; i < children_.size(); ++i) {
      start_task(std::move(children_[i]), context, *this, &waiting.promise(), &slots_[i]);
    }
    return stays_suspended();
  }
  auto await_resume() {
    end();
    std::vector<typename result_slot<Result>::kept> results;
    results.reserve(slots_.size());
    for (result_slot<Result>& each : slots_) results.push_back(each.take_kept());
    return results;
  }

 private:
  std::vector<task<Result>> children_;
  std::vector<result_slot<Result>> slots_;
};

/// Tasks that run together, and the awaiter that runs them.
template <class Awaiter, class Children>
class [[nodiscard("co_await it: nothing happens before that")]] together {
 public:
  explicit together(Children children) noexcept : children_(std::move(children)) {}
  auto operator co_await() && { return Awaiter(std::move(children_)); }

 private:
  Children children_;
};

}  // namespace detail

/// co_await gives a std::tuple of the results, in their order.
template <awaitable... Awaitables>
auto when_all(Awaitables... children) {
  using awaiter = detail::all_awaiter<detail::await_result_t<Awaitables>...>;
  using tasks = std::tuple<task<detail::await_result_t<Awaitables>>...>;
  return detail::together<awaiter, tasks>(tasks(detail::as_task(std::move(children))...));
}

/// co_await gives a std::vector of the results, in their order.
template <class Result>
auto when_all(std::vector<task<Result>> children) {
  using awaiter = detail::every_awaiter<Result>;
  return detail::together<awaiter, std::vector<task<Result>>>(std::move(children));
}

}  // namespace naru

template <class Awaiter, class Children>
struct std::tuple_size<naru::detail::together<Awaiter, Children>>
    : naru::detail::not_awaited<naru::detail::together<Awaiter, Children>> {};
