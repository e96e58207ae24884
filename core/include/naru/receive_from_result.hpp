// receive_from_result: the outcome of co_await udp_socket::receive_from.
//
//     auto [error, bytes, source] = co_await socket.receive_from(naru::buffer(storage));
#pragma once

#include <naru/endpoint.hpp>

#include <cstddef>
#include <system_error>

namespace naru {

struct receive_from_result {
  std::error_code error;  ///< empty if all went well
  std::size_t bytes = 0;  ///< of the datagram that are in the buffer
  endpoint source;        ///< the sender

  /// The bytes. Throws std::system_error if there is an error.
  [[nodiscard]] std::size_t value() const {
    if (error) throw std::system_error(error);
    return bytes;
  }
};

}  // namespace naru
