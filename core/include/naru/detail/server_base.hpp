// server_base: the members that every server has, whatever its sessions. Programs use
// naru::server.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/segment.hpp>
#include <naru/detail/session_factory.hpp>
#include <naru/detail/session_owner.hpp>
#include <naru/endpoint.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/session/server_limits.hpp>
#include <naru/session/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace naru::detail {

class session_acceptor;

/// The members that every server has, whatever its sessions.
class NARU_API server_base : public session_owner {
 public:
  /// Accepts from here on; after stop it does nothing. Throws std::logic_error if it was called
  /// before.
  void start();

  /// Accepts no more connections, on all addresses, while the sessions go on. Connections that were
  /// accepted before get their sessions; `ended` completes once they have them, after the
  /// handshakes of their transports. It comes before stop if another process goes on with the
  /// listening socket: then no connection is lost.
  submission stop_accepting(operation& ended) noexcept;
  /// This form is for co_await, which gives an io_result.
  auto stop_accepting() {
    return make_awaitable([this](operation& op) { return stop_accepting(op); });
  }
  /// The system's handle of the socket that listens on server_options::address, to hand over a
  /// duplicate of it. The handle stays the server's. All bits are set once the server does not
  /// listen any more.
  [[nodiscard]] naru::native_handle listening_handle() const noexcept;

  /// Changes limits while the server runs. They hold for new sessions and for those that are there.
  /// Limits of time are looked at with the new values from the next round on, which comes within an
  /// eighth of the shortest. Throws std::invalid_argument, which names the limit, for one out of
  /// range, with the same sentence as the constructor. Then none has changed.
  void set_limits(const server_limits& changes);

  /// The endpoint on which it listens, with the real port; empty (0.0.0.0:0) once it is stopped.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  /// That, and the endpoints of server_options::more_addresses in their order.
  [[nodiscard]] std::vector<endpoint> local_endpoints() const;
  /// The number of sessions, those included that have not begun or are ending.
  [[nodiscard]] std::size_t size() const;

 protected:
  server_base(proactor& owner, const server_options& options, make_session make);
  ~server_base() = default;

  [[nodiscard]] std::shared_ptr<session_base> find_session(std::uint64_t id) const;
  /// Calls `visit` with each open session.
  void visit_sessions(const std::function<void(session_base&)>& visit) const;
  /// Sends the frame in `bytes`, which lie in the segment of `holder`, to each open session for
  /// which `filter` returns true, or to all if `filter` is empty. Returns the number of sessions
  /// for which it was queued.
  std::size_t send_to_sessions(const segment_pointer& holder, const_buffer bytes,
                               const std::function<bool(const session_base&)>& filter) const;

 private:
  [[nodiscard]] session_acceptor& acceptor() const noexcept;
};

}  // namespace naru::detail
