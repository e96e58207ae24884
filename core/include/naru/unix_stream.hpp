// unix_stream: one connection over a Unix domain socket, between two processes on one machine.
//
// A move-only value. stream.hpp describes what it can do once connected, and its thread-safety.
// Use it for connections that never leave the machine, such as an administrator's console or a
// helper process: it is faster than TCP, and the file system decides who may connect. If the
// system has no such sockets (Windows before 10 version 1803), connect and listen report
// address_family_not_supported.
//
//     naru::unix_stream stream(*proactor);
//     stream.connect(naru::unix_endpoint::parse("/run/game/admin.socket"), connected_);
#pragma once

#include <naru/detail/export.hpp>
#include <naru/operation.hpp>
#include <naru/stream.hpp>
#include <naru/unix_endpoint.hpp>

namespace naru {

class proactor;

namespace detail {
template <class Stream, class Endpoint>
class basic_listener;
}

class NARU_API unix_stream : public stream {
 public:
  /// Not connected. `owner` must outlive the stream.
  explicit unix_stream(proactor& owner) noexcept : stream(owner) {}
  /// A stream that was moved from is like a new one.
  unix_stream(unix_stream&&) noexcept = default;
  unix_stream& operator=(unix_stream&&) noexcept = default;
  ~unix_stream() = default;

  /// Connects to the listener on `peer`. After a failure connect may be called again. Errors:
  /// connection_refused if nobody listens, no_such_file_or_directory if there is no such file
  /// (Windows reports connection_refused for both), permission_denied, no_buffer_space if the
  /// listener's backlog is full, address_family_not_supported, invalid_argument for an empty path;
  /// already_connected, and error::operation_already_pending while connecting.
  submission connect(const unix_endpoint& peer, operation& op);
  /// This form is for co_await, which gives an io_result.
  auto connect(const unix_endpoint& peer) {
    return make_awaitable(*this, [=, this](operation& op) { return connect(peer, op); });
  }

 private:
  template <class, class>
  friend class detail::basic_listener;
};

}  // namespace naru
