// receive_from_action: a receive that stores the sender by itself: see awaitable_operation.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>
#include <naru/io_result.hpp>
#include <naru/operation.hpp>
#include <naru/receive_from_result.hpp>

#include <cstddef>
#include <system_error>

namespace naru {

namespace detail {

template <class Socket>
struct receive_from_action {
  submission start(operation& op) { return socket->receive_from(buffer, source, op); }
  void cancel(operation& op) noexcept { socket->cancel(op); }
  [[nodiscard]] receive_from_result finish(const io_result& result) const noexcept {
    return {result.error, result.bytes, source};
  }

  Socket* socket;
  mutable_buffer buffer;
  endpoint source;
};

}  // namespace detail
}  // namespace naru
