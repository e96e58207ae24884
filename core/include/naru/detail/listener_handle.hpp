// listener_handle: the part of a listener that is the same for every kind of address. Programs use
// tcp_listener and unix_listener.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/endpoint.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/unix_endpoint.hpp>

#include <system_error>

namespace naru {

class proactor;

namespace detail {

/// The members that listeners of every family have.
class NARU_API listener_handle {
 public:
  /// The proactor on which accepts complete.
  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Ends one pending accept with std::errc::operation_canceled. The listener and its other
  /// accepts go on, and a connection that was on its way waits for the next accept. An accept that
  /// has completed keeps its connection. No effect if `op` is not pending here: it may be done,
  /// pending elsewhere or gone.
  void cancel(operation& op) noexcept;
  /// Ends all pending accepts.
  void cancel() noexcept;

  /// Stops listening. Pending accepts complete with std::errc::operation_canceled, unless the
  /// system has accepted a connection for them before.
  void close() noexcept;
  /// Works like the above. `closed` completes once the completion function of each accept has
  /// returned.
  submission close(operation& closed) noexcept;
  /// This form is for co_await. A stop neither prevents the close nor ends the wait.
  auto close_and_wait() {
    return make_awaitable([this](operation& op) { return close(op); });
  }

  /// True from a listen or adopt until close.
  [[nodiscard]] bool is_open() const noexcept;

  /// The system's own handle, for options that have no function here. All bits are set if this
  /// does not listen. The handle stays the listener's, which may close it at any time.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 protected:
  explicit listener_handle(proactor& owner) noexcept : proactor_(&owner) {}
  listener_handle(listener_handle&&) noexcept = default;
  listener_handle& operator=(listener_handle&&) noexcept = default;
  ~listener_handle() = default;

  submission accept_into(stream_pointer& accepted, proactor& home, operation& op);
  std::error_code start(const endpoint& local, const listen_options& options);
  std::error_code start(const unix_endpoint& local, const listen_options& options);
  /// Adopts a listening handle. `is_local`: of a Unix domain socket.
  std::error_code take_over(naru::native_handle handle, bool is_local,
                            const listen_options& options);
  /// `asked` is the endpoint that start was called with.
  [[nodiscard]] endpoint place(const endpoint& asked, std::error_code& error) const noexcept;
  [[nodiscard]] unix_endpoint place(const unix_endpoint& asked,
                                    std::error_code& error) const noexcept;
  [[noreturn]] static void refuse(const std::error_code& error, const endpoint& local);
  [[noreturn]] static void refuse(const std::error_code& error, const unix_endpoint& local);

 private:
  proactor* proactor_;
  listener_pointer socket_;
};

}  // namespace detail
}  // namespace naru
