// as_error: for functions that report by an error code and call others that throw if something is
// missing: memory, or a resource of the system.
#pragma once

#include <naru/error.hpp>

#include <concepts>
#include <new>
#include <system_error>

namespace naru::detail {

/// Returns the result of `function`, or the error code for its exception. `function` throws only
/// these two kinds of exceptions; any other would end the program.
template <std::invocable Function>
[[nodiscard]] std::error_code as_error(Function function) noexcept {
  try {
    return function();
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  } catch (const std::system_error& refused) {
    const std::error_code& code = refused.code();
    if (code.category() == std::generic_category()) return code;
    return {code.value(), system_category()};  // the same numbers, in another category
  }
}

}  // namespace naru::detail
