// as_error: for functions that report by an error code and call others that may throw because
// something is missing: memory, or what the system has run out of.
#pragma once

#include <naru/error.hpp>

#include <concepts>
#include <new>
#include <system_error>

namespace naru::detail {

/// What `function` returns, or what its exception means. Of other kinds than these two there are
/// none here: they would end the program.
template <std::invocable Function>
[[nodiscard]] std::error_code as_error(Function function) noexcept {
  try {
    return function();
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  } catch (const std::system_error& refused) {
    const std::error_code& code = refused.code();
    if (code.category() == std::generic_category()) return code;
    return {code.value(), system_category()};  // the same numbers, by another's name
  }
}

}  // namespace naru::detail
