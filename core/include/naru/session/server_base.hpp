// server_base: what every server can do, whatever its sessions. Programs use naru::server.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/session/server_options.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/session_counters.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace naru {

namespace detail {
class session_acceptor;
}

class server_base {
 public:
  server_base(const server_base&) = delete;
  server_base& operator=(const server_base&) = delete;

  /// Accepts from here on. Once.
  void start();

  /// Stops accepting, and closes every session as by session_base::close, for
  /// close_reason::server_stopped; those that are left after `drain` are aborted. `stopped`
  /// completes once the on_closed of each has returned. Any thread; once, a second is refused with
  /// error::operation_already_pending.
  void stop(proactor::duration drain, operation& stopped);
  /// The same for co_await, which gives an io_result.
  [[nodiscard]] auto stop(proactor::duration drain) {
    return make_awaitable([=, this](operation& op) {
      stop(drain, op);
      return submission::pending;
    });
  }
  /// The same, and waits for it. Some thread must run the proactor; not from one of its completion
  /// functions.
  void stop_and_wait(proactor::duration drain);

  [[nodiscard]] proactor& owner() const noexcept;
  /// Where it listens, with the real port; empty (0.0.0.0:0) once it is stopped.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  /// Sessions there are, those included that have not begun or are ending. Any thread.
  [[nodiscard]] std::size_t size() const;
  /// Any thread. Takes the time to look at every session.
  [[nodiscard]] session_counters counters() const;

 protected:
  using make_session = std::function<std::shared_ptr<session_base>()>;

  server_base(proactor& owner, const server_options& options, make_session make);
  /// Where it was not stopped, ends every session at once. None of their functions is called after
  /// that, and one that runs on another thread has returned.
  ~server_base();

  [[nodiscard]] std::shared_ptr<session_base> find_session(std::uint64_t id) const;
  /// With the sessions that are open.
  void visit_sessions(const std::function<void(session_base&)>& visit) const;

 private:
  std::shared_ptr<detail::session_acceptor> acceptor_;
};

}  // namespace naru
