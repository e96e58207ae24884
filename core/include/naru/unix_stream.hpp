// unix_stream: one connection over a Unix domain socket: between two processes on one machine.
//
// A move-only value. What it can do once connected, and its thread-safety, is in stream.hpp. For
// what never leaves the machine, such as an administrator's console or a process that helps: faster
// than TCP, and the file system says who may connect. Where the system has no such sockets (Windows
// before 10 version 1803), connect and listen report address_family_not_supported.
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

class NARU_API unix_stream : public stream {
 public:
  /// Not connected. `owner` must outlive the stream.
  explicit unix_stream(proactor& owner) noexcept : stream(owner) {}
  /// What was moved from is as newly made.
  unix_stream(unix_stream&&) noexcept = default;
  unix_stream& operator=(unix_stream&&) noexcept = default;
  ~unix_stream() = default;

  /// Connects to whoever listens on `peer`. After a failure connect may be called again. Errors:
  /// connection_refused where nobody listens, no_such_file_or_directory where there is no such file
  /// (Windows calls both refused), permission_denied, no_buffer_space where the listener's backlog
  /// is full, address_family_not_supported, invalid_argument for an empty path; already_connected,
  /// and error::operation_already_pending while connecting.
  submission connect(const unix_endpoint& peer, operation& op);
  /// The same for co_await, which gives an io_result.
  auto connect(const unix_endpoint& peer) {
    return make_awaitable(*this, [=, this](operation& op) { return connect(peer, op); });
  }

 private:
  friend class unix_listener;
};

}  // namespace naru
