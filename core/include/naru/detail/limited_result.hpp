// limited_result: what becomes of a result under a time limit: see with_timeout.
#pragma once

#include <naru/detail/result_slot.hpp>

#include <concepts>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

namespace naru {

/// What with_timeout gives for results without an error code of their own.
template <class T>
struct timed_result {
  /// std::errc::timed_out if the limit asked for a stop before `result` was there, whatever it is:
  /// a task that returns no error code does not say whether it was cut short.
  std::error_code error;
  /// What the task returned, in time or after it was asked to stop.
  T result;

  /// The result, or std::system_error where the time had passed. Once.
  [[nodiscard]] T value() {
    if (error) throw std::system_error(error);
    return static_cast<T&&>(result);
  }
};

template <>
struct timed_result<void> {
  std::error_code error;

  void value() const {
    if (error) throw std::system_error(error);
  }
};

namespace detail {

template <class T>
concept has_error_code = requires(T& result) {
  { result.error } -> std::same_as<std::error_code&>;
};

template <class T>
using limited_result_t =
    std::conditional_t<has_error_code<T> || std::same_as<T, std::error_code>, T, timed_result<T>>;

[[nodiscard]] inline std::error_code limited_error(const std::error_code& error) noexcept {
  return error == std::errc::operation_canceled ? std::make_error_code(std::errc::timed_out)
                                                : error;
}

/// The result as the limit leaves it; `passed` says whether the time had passed. Throws what was
/// thrown.
template <class T>
limited_result_t<T> limited_result(result_slot<T>& slot, bool passed) {
  try {
    if constexpr (std::is_void_v<T>) {
      slot.take();
      return {passed ? std::make_error_code(std::errc::timed_out) : std::error_code()};
    } else {
      T result = slot.take();
      if constexpr (std::same_as<T, std::error_code>) {
        return passed ? limited_error(result) : result;
      } else if constexpr (has_error_code<T>) {
        if (passed) result.error = limited_error(result.error);
        return result;
      } else {
        return {passed ? std::make_error_code(std::errc::timed_out) : std::error_code(),
                std::forward<T>(result)};
      }
    }
  } catch (const std::system_error& thrown) {
    if (!passed || thrown.code() != std::errc::operation_canceled) throw;
    throw std::system_error(std::make_error_code(std::errc::timed_out));
  }
}

}  // namespace detail
}  // namespace naru
