// as_error: for functions that report by an error code and call others that may throw because
// something is missing: memory, or what the system has run out of.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/error.hpp>
#include <naru/proactor.hpp>

#include <concepts>
#include <memory>
#include <new>
#include <system_error>
#include <type_traits>

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

/// A socket that `make` allocates and `open` opens; null with `error` set where one of them fails.
template <class Pointer, class Make, class Open>
[[nodiscard]] Pointer open_socket(Make make, Open open, std::error_code& error) noexcept {
  using socket = std::remove_pointer_t<std::invoke_result_t<Make>>;
  Pointer opened;
  error = as_error([&] {
    std::unique_ptr<socket, release_socket> made(make());
    const std::error_code refused = open(*made);
    if (!refused) opened = Pointer(made.release());
    return refused;
  });
  return opened;
}

/// Puts a new stream of `owner` into `made`, unless there is an error.
[[nodiscard]] inline std::error_code make_stream(proactor& owner, stream_pointer& made) noexcept {
  return as_error([&] {
    made = owner.make_stream();
    return std::error_code();
  });
}

}  // namespace naru::detail
