// result_slot: the result of a task: nothing yet, a value or an exception.
#pragma once

#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

namespace naru::detail {

/// The type in which a result is kept: a pointer for a reference, std::monostate for void.
template <class T>
struct kept_as {
  using type = std::remove_cv_t<T>;
};
template <class T>
struct kept_as<T&> {
  using type = T*;
};
template <>
struct kept_as<void> {
  using type = std::monostate;
};

template <class T>
class result_slot {
 public:
  using kept = typename kept_as<T>::type;

  template <class... Value>
  void set_value(Value&&... value) {
    if constexpr (std::is_reference_v<T>) {
      content_.template emplace<1>(&value...);
    } else {
      content_.template emplace<1>(std::forward<Value>(value)...);
    }
  }
  void set_exception(std::exception_ptr failure) noexcept {
    content_.template emplace<2>(std::move(failure));
  }

  /// The exception that was set instead of a value; null if none was.
  [[nodiscard]] std::exception_ptr failure() const noexcept {
    const auto* const set = std::get_if<2>(&content_);
    return set != nullptr ? *set : nullptr;
  }
  [[nodiscard]] bool has_value() const noexcept { return content_.index() == 1; }

  /// Takes the value out, or throws the exception that was set. Call it once.
  T take() {
    if (content_.index() == 2) std::rethrow_exception(std::get<2>(content_));
    if constexpr (std::is_reference_v<T>) {
      return *std::get<1>(content_);
    } else if constexpr (!std::is_void_v<T>) {
      return std::move(std::get<1>(content_));
    }
  }
  /// Like take, with std::monostate for void.
  kept take_kept() {
    if (content_.index() == 2) std::rethrow_exception(std::get<2>(content_));
    return std::move(std::get<1>(content_));
  }

 private:
  std::variant<std::monostate, kept, std::exception_ptr> content_;
};

}  // namespace naru::detail
