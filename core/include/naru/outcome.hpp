// outcome: the value that a function returned, or the exception that left it.
//
//     pool.run([] { return load(7); }, turn, [](naru::outcome<profile> loaded) {
//       if (loaded) use(loaded.value());
//     });
//
// It is for functions that ran elsewhere: see naru::blocking_pool. An operation gives an io_result
// or a naru::result instead.
#pragma once

#include <naru/detail/result_slot.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

/// Runs `function` and keeps its value, or the exception that leaves it.
template <class T, std::invocable Function>
void run_into(result_slot<T>& slot, Function& function) noexcept {
  try {
    if constexpr (std::is_void_v<T>) {
      std::invoke(function);
      slot.set_value();
    } else {
      slot.set_value(std::invoke(function));
    }
  } catch (...) {
    slot.set_exception(std::current_exception());
  }
}

}  // namespace detail

template <class T>
class outcome {
 public:
  /// Runs `function` and keeps its value, or the exception that leaves it.
  template <std::invocable Function>
  [[nodiscard]] static outcome of(Function& function) noexcept {
    outcome made;
    detail::run_into(made.slot_, function);
    return made;
  }
  /// Has an exception.
  [[nodiscard]] static outcome failed(std::exception_ptr exception) noexcept {
    outcome made;
    made.slot_.set_exception(std::move(exception));
    return made;
  }

  /// True if there is a value.
  [[nodiscard]] explicit operator bool() const noexcept { return slot_.has_value(); }
  /// Moves the value out, or throws the exception. Call it once.
  T value() { return slot_.take(); }
  /// Null if there is a value.
  [[nodiscard]] std::exception_ptr exception() const noexcept { return slot_.failure(); }

 private:
  outcome() = default;

  detail::result_slot<T> slot_;
};

}  // namespace naru
