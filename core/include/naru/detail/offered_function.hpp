// offered_function: a function that its owner offers for storing. The place that takes it moves the
// function into its own memory, next to the pointer to function_actions. So a function that
// captures one pointer takes two words.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace naru::detail {

/// The things that can be done with a stored function whose type is forgotten.
struct function_actions {
  std::size_t words;  // that the function takes
  void (*run)(void* function);
  void (*move)(void* from, void* to) noexcept;  // the function at `from` stays, moved from
  void (*destroy)(void* function) noexcept;     // null: nothing to do
};

/// The largest function that is stored as it is: six words.
inline constexpr std::size_t stored_function_max = 6 * sizeof(void*);

template <class Function>
inline constexpr bool is_storable =
    sizeof(Function) <= stored_function_max && alignof(Function) <= alignof(void*) &&
    std::is_nothrow_move_constructible_v<Function>;

template <class Function>
struct function_actions_of {
  static void run(void* function) { (*static_cast<Function*>(function))(); }
  static void move(void* from, void* to) noexcept {
    ::new (to) Function(std::move(*static_cast<Function*>(from)));
  }
  static void destroy(void* function) noexcept {
    std::destroy_at(static_cast<Function*>(function));
  }

  static constexpr function_actions value = {
      (sizeof(Function) + sizeof(void*) - 1) / sizeof(void*), &run, &move,
      std::is_trivially_destructible_v<Function> ? nullptr : &destroy};
};

class offered_function {
 public:
  /// `function` stays with its owner, and may have been moved from afterwards.
  template <std::invocable Function>
    requires is_storable<Function>
  explicit offered_function(Function& function) noexcept
      : actions_(&function_actions_of<Function>::value), function_(&function) {}
  offered_function(const function_actions& actions, void* function) noexcept
      : actions_(&actions), function_(function) {}

  [[nodiscard]] const function_actions& actions() const noexcept { return *actions_; }
  /// Moves the function to `place`, which has room for actions().words words.
  void move_to(void* place) const noexcept { actions_->move(function_, place); }

 private:
  const function_actions* actions_;
  void* function_;
};

/// A function that offered_function takes: `function` itself, or a small one that has it in the
/// heap. Throws std::bad_alloc then.
template <std::invocable Function>
auto storable(Function function) {
  if constexpr (is_storable<Function>) {
    return function;
  } else {
    return [box = std::make_unique<Function>(std::move(function))] { (*box)(); };
  }
}

}  // namespace naru::detail
