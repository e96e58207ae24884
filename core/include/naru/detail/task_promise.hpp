// task_promise: the promise of task<T>: promise_base and a result.
#pragma once

#include <naru/detail/promise_base.hpp>
#include <naru/detail/result_slot.hpp>
#include <naru/detail/stop_node.hpp>

#include <concepts>
#include <coroutine>
#include <exception>
#include <utility>

namespace naru {

template <class T>
class task;

namespace detail {

/// Everything except the return statement, of which there are two kinds.
template <class T>
class task_promise_base : public promise_base {
 public:
  void unhandled_exception() noexcept {
    if (owner() != nullptr) {
      owner()->child_failed(std::current_exception());
    } else {
      result_->set_exception(std::current_exception());
    }
  }

  T take_result() { return result_->take(); }
  /// The place of the value, for a task with an owner: its frame is freed before the owner reads
  /// the value.
  void put_result_into(result_slot<T>& slot) noexcept { result_ = &slot; }

  /// For a task of a scope: its own node in the tree of stops, so that tasks on different threads
  /// do not meet at the scope's lock for every operation.
  stop_node stop;

 protected:
  using promise_base::promise_base;

  result_slot<T>& result() noexcept { return *result_; }

 private:
  result_slot<T> own_result_;
  result_slot<T>* result_ = &own_result_;
};

template <class T>
class task_promise final : public task_promise_base<T> {
 public:
  task_promise() noexcept
      : task_promise_base<T>(std::coroutine_handle<task_promise>::from_promise(*this)) {}
  task<T> get_return_object() noexcept;

  template <std::convertible_to<T> Value = T>
  void return_value(Value&& value) {
    this->result().set_value(std::forward<Value>(value));
  }
};

template <>
class task_promise<void> final : public task_promise_base<void> {
 public:
  task_promise() noexcept
      : task_promise_base<void>(std::coroutine_handle<task_promise>::from_promise(*this)) {}
  task<void> get_return_object() noexcept;

  void return_void() { result().set_value(); }
};

}  // namespace detail
}  // namespace naru
