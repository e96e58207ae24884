// once_function: a function that is stored until it runs, once. Small ones lie in the object
// itself, so storing them takes nothing from the heap.
#pragma once

#include <naru/detail/offered_function.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace naru::detail {

class once_function {
 public:
  /// Empty.
  once_function() noexcept : actions_(nullptr) {}  // the storage stays uninitialised

  /// See storable for what this may throw.
  template <std::invocable Function>
    requires(!std::same_as<Function, once_function>)
  explicit once_function(Function function) noexcept(is_storable<Function>) {
    auto stored = storable(std::move(function));
    take(offered_function(stored));
  }
  once_function(once_function&& other) noexcept : actions_(nullptr) { take(other); }
  once_function& operator=(once_function&& other) noexcept {
    if (this != &other) {
      reset();
      take(other);
    }
    return *this;
  }
  ~once_function() { reset(); }

  [[nodiscard]] explicit operator bool() const noexcept { return actions_ != nullptr; }
  /// Must not be empty.
  [[nodiscard]] offered_function offer() noexcept { return {*actions_, storage_}; }
  void operator()() { actions_->run(storage_); }

  /// Destroys the function.
  void reset() noexcept {
    const function_actions* const last = std::exchange(actions_, nullptr);
    if (last != nullptr && last->destroy != nullptr) last->destroy(storage_);
  }

 private:
  void take(const offered_function& offered) noexcept {
    actions_ = &offered.actions();
    offered.move_to(storage_);
  }
  void take(once_function& other) noexcept {
    if (!other) return;
    take(other.offer());
    other.reset();
  }

  const function_actions* actions_;
  alignas(void*) std::byte storage_[stored_function_max];
};

}  // namespace naru::detail
