// session_owner: what a server and a client have in common: they own sessions, count what those do,
// and end them. Programs use naru::server and naru::client.
//
// Thread-safety: every member but the destructor, from any thread.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/session_counters.hpp>

#include <functional>
#include <memory>

namespace naru {

namespace detail {
class session_host;
}

class NARU_API session_owner {
 public:
  session_owner(const session_owner&) = delete;
  session_owner& operator=(const session_owner&) = delete;

  [[nodiscard]] proactor& owner() const noexcept;

  /// Lets no new session begin, and closes those there are as by session_base::close, for
  /// close_reason::server_stopped; what is left of them after `drain` is aborted. `stopped`
  /// completes once the on_closed of each has returned. Once: a second stop is refused with
  /// error::operation_already_pending.
  submission stop(proactor::duration drain, operation& stopped);
  /// The same for co_await, which gives an io_result.
  auto stop(proactor::duration drain) {
    return make_awaitable([=, this](operation& op) { return stop(drain, op); });
  }
  /// The same, and waits for it; false where it was stopped already. Some thread must run the
  /// proactor; on such a thread this throws std::logic_error.
  bool stop_and_wait(proactor::duration drain);

  /// Takes the time to look at every session.
  [[nodiscard]] session_counters counters() const;

 protected:
  using make_session = std::function<std::shared_ptr<session_base>()>;

  explicit session_owner(std::shared_ptr<detail::session_host> host) noexcept;
  /// Ends every session that is left at once. None of their functions is called after that, and one
  /// that runs on another thread has returned; unless it is a coroutine_session's, whose task is
  /// only asked to end: stop first.
  /// Their destructors may run later. Not from within a factory or on_attempt_failed.
  ~session_owner();

  [[nodiscard]] detail::session_host& host() const noexcept { return *host_; }

 private:
  const std::shared_ptr<detail::session_host> host_;
};

}  // namespace naru
