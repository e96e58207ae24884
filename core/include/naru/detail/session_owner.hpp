// session_owner: the part that a server and a client have in common: they own sessions, count what
// these do, and end them. Programs use naru::server and naru::client.
//
// Thread-safety: every member except the destructor may be called from any thread.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/session_counters.hpp>
#include <naru/session/session_options.hpp>
#include <naru/session/session_state.hpp>

#include <memory>
#include <vector>

namespace naru::detail {

class session_host;

/// The members that a server and a client have in common.
class NARU_API session_owner {
 public:
  session_owner(const session_owner&) = delete;
  session_owner& operator=(const session_owner&) = delete;

  /// The proactor on which the sessions run.
  [[nodiscard]] proactor& owner() const noexcept;

  /// Lets no new session begin, and closes the existing ones as session_base::close does, with
  /// close_reason::server_stopped. Sessions that are left after `drain` are aborted. `stopped`
  /// completes once the on_closed of each has returned. Only once: a second stop is refused with
  /// error::operation_already_pending.
  submission stop(proactor::duration drain, operation& stopped);
  /// This form is for co_await, which gives an io_result.
  auto stop(proactor::duration drain) {
    return make_awaitable([=, this](operation& op) { return stop(drain, op); });
  }
  /// Stops and waits until it is done; returns false if it was stopped already. As long as
  /// something is left to end, another thread must run the proactor: if it was stopped, this waits
  /// until it runs again. On a thread that runs it this throws std::logic_error. Hold no lock that
  /// an on_closed takes.
  ///
  /// In a naru::simulation this call itself lets the world go on. An exception that leaves a
  /// completion function meanwhile is thrown again once the stop is done.
  bool stop_blocking(proactor::duration drain);

  /// Takes time, because it looks at every session.
  [[nodiscard]] session_counters counters() const;
  /// The present state of each session. They are looked at one after the other, so two of them
  /// need not fit together. May be called from any thread. Throws std::bad_alloc.
  [[nodiscard]] std::vector<session_state> states() const;
  /// The options of the sessions, with the limits as they are now. May be called from any thread.
  [[nodiscard]] session_options session_limits() const;

 protected:
  explicit session_owner(std::shared_ptr<session_host> host) noexcept;
  /// Ends every session that is left at once. After that none of their functions is called, and a
  /// function that ran on another thread has returned. A coroutine_session is an exception: its
  /// task is only asked to end, so stop first. The destructors of sessions may run later. Must not
  /// be called within a factory or on_attempt_failed.
  ~session_owner();

  [[nodiscard]] session_host& host() const noexcept { return *host_; }

 private:
  const std::shared_ptr<session_host> host_;
};

}  // namespace naru::detail
