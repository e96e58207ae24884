// limited_result: the result of something under a time limit: see with_timeout.
#pragma once

#include <naru/detail/result_slot.hpp>
#include <naru/result.hpp>

#include <concepts>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

template <class T>
concept has_error_code = requires(T& result) {
  { result.error } -> std::same_as<std::error_code&>;
};

/// The result of with_timeout. A result that has an error code stays as it is. Any other result
/// gets one: std::errc::timed_out if the limit asked for a stop before the result was there,
/// whatever the result is. A task that returns no error code does not tell whether it was cut
/// short.
template <class T>
using limited_result_t =
    std::conditional_t<has_error_code<T> || std::same_as<T, std::error_code>, T, result<T>>;

[[nodiscard]] inline std::error_code limited_error(const std::error_code& error) noexcept {
  return error == std::errc::operation_canceled ? std::make_error_code(std::errc::timed_out)
                                                : error;
}

/// The result after the limit; `passed` tells whether the time had passed. Throws the exception of
/// the limited thing.
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
