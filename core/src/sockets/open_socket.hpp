// open_socket, make_stream: make a socket, or return an error code that tells why there is none.
#pragma once

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/socket.hpp>
#include <naru/proactor.hpp>

#include <system_error>

#include "values/as_error.hpp"

namespace naru::detail {

/// Makes a socket with `make` and opens it with `open`. Returns null with `error` set if one of
/// them fails.
template <class Pointer, class Make, class Open>
[[nodiscard]] Pointer open_socket(Make make, Open open, std::error_code& error) noexcept {
  Pointer opened;
  error = as_error([&] {
    auto made = make();
    const std::error_code refused = open(*made);
    if (!refused) opened = Pointer(made.release());
    return refused;
  });
  return opened;
}

/// Puts a new stream of `owner` into `made`, unless there is an error.
[[nodiscard]] inline std::error_code make_stream(proactor& owner, stream_pointer& made) noexcept {
  return as_error([&] {
    made = proactor_access::make_stream(owner);
    return std::error_code();
  });
}

}  // namespace naru::detail
