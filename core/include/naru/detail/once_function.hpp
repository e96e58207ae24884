// once_function: a function that is stored until it runs, once. Small ones lie in the object
// itself, so storing them takes nothing from the heap.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace naru::detail {

class once_function {
 public:
  /// The largest function that is stored inline: six pointers.
  static constexpr std::size_t inline_size = 6 * sizeof(void*);

  template <class Function>
  static constexpr bool is_inline =
      sizeof(Function) <= inline_size && alignof(Function) <= alignof(void*) &&
      std::is_nothrow_move_constructible_v<Function>;

  /// Empty.
  once_function() noexcept : actions_(nullptr) {}  // the storage stays uninitialised

  /// A function that is not stored inline is moved to the heap; then this may throw
  /// std::bad_alloc.
  template <std::invocable Function>
    requires(!std::same_as<Function, once_function>)
  explicit once_function(Function function) noexcept(is_inline<Function>) {
    if constexpr (is_inline<Function>) {
      ::new (static_cast<void*>(storage_)) Function(std::move(function));
      actions_ = &actions_of<Function>;
    } else {
      auto boxed = [box = std::make_unique<Function>(std::move(function))] { (*box)(); };
      ::new (static_cast<void*>(storage_)) decltype(boxed)(std::move(boxed));
      actions_ = &actions_of<decltype(boxed)>;
    }
  }

  once_function(once_function&& other) noexcept { take(other); }
  once_function& operator=(once_function&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  ~once_function() { reset(); }

  [[nodiscard]] explicit operator bool() const noexcept { return actions_ != nullptr; }

  void operator()() { actions_->run(storage_); }

  /// Destroys the function.
  void reset() noexcept {
    const actions* const last = std::exchange(actions_, nullptr);
    if (last != nullptr && last->destroy != nullptr) last->destroy(storage_);
  }

 private:
  struct actions {
    void (*run)(void* function);
    void (*move)(void* from, void* to) noexcept;  // null: the bytes are copied
    void (*destroy)(void* function) noexcept;     // null: nothing to do
  };

  template <class Function>
  static void run(void* function) {
    (*static_cast<Function*>(function))();
  }
  template <class Function>
  static void move(void* from, void* to) noexcept {
    auto* const moved = static_cast<Function*>(from);
    ::new (to) Function(std::move(*moved));
    std::destroy_at(moved);
  }
  template <class Function>
  static void destroy(void* function) noexcept {
    std::destroy_at(static_cast<Function*>(function));
  }

  template <class Function>
  static constexpr actions actions_of = {
      &run<Function>, std::is_trivially_copyable_v<Function> ? nullptr : &move<Function>,
      std::is_trivially_destructible_v<Function> ? nullptr : &destroy<Function>};

  void take(once_function& other) noexcept {
    actions_ = std::exchange(other.actions_, nullptr);
    if (actions_ == nullptr) return;
    if (actions_->move != nullptr) {
      actions_->move(other.storage_, storage_);
    } else {
      std::memcpy(storage_, other.storage_, inline_size);
    }
  }

  const actions* actions_;
  alignas(void*) std::byte storage_[inline_size];
};

}  // namespace naru::detail
