// unix_listener: takes connections over a Unix domain socket. In everything but the address it is
// like tcp_listener.
//
//     const auto place = naru::unix_endpoint::parse("/run/game/admin.socket");
//     naru::unix_listener listener(*proactor, place);
//     listener.accept(stream_, accepted_);
//
// Listening makes a file, which it never takes over: where there is one already, also one that a
// program left behind when it was killed, it fails with address_in_use. Whoever knows that the file
// is stale removes it first. Closing removes the file again, unless it is to stay: see
// path_removal. Who may connect is up to the permissions of the file's folder.
//
// Thread-safety: as tcp_stream.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/accept_action.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/unix_endpoint.hpp>
#include <naru/unix_stream.hpp>

#include <system_error>

namespace naru {

class proactor;

class NARU_API unix_listener {
 public:
  /// Not listening. `owner` must outlive the listener.
  explicit unix_listener(proactor& owner) noexcept : proactor_(&owner) {}
  /// Listening on `local`. Throws std::system_error that names the path: see listen.
  unix_listener(proactor& owner, const unix_endpoint& local, const listen_options& options = {},
                path_removal removal = path_removal::on_close);
  unix_listener(unix_listener&&) noexcept = default;
  unix_listener& operator=(unix_listener&&) noexcept = default;
  ~unix_listener() = default;

  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Starts listening, in place of whatever this listener did before. Of the options those that
  /// concern IP have no effect. Errors: address_in_use where there is such a file,
  /// no_such_file_or_directory where its folder is missing, permission_denied,
  /// address_family_not_supported where the system has no Unix domain sockets, invalid_argument for
  /// an option out of range or an empty path.
  std::error_code listen(const unix_endpoint& local, const listen_options& options = {},
                         path_removal removal = path_removal::on_close);

  /// As tcp_listener::accept.
  submission accept(unix_stream& accepted, operation& op);
  /// The same for co_await, into a stream of the listener's proactor: auto [error, stream] = …
  auto accept() {
    using action = detail::accept_action<unix_listener, unix_stream>;
    return detail::awaitable_operation<action>(action(*this));
  }
  /// The same into a stream that is there, for co_await; gives an io_result.
  auto accept(unix_stream& accepted) {
    return make_awaitable(*this, [&accepted, this](operation& op) { return accept(accepted, op); });
  }
  /// As tcp_listener::cancel.
  void cancel(operation& op) noexcept;
  void cancel() noexcept;

  /// Stops listening; pending accepts complete with std::errc::operation_canceled.
  void close() noexcept;
  /// The same; `closed` completes once the completion function of each has returned.
  submission close(operation& closed) noexcept;
  /// The same for co_await. A stop does not keep it from closing, nor end the wait.
  auto close_and_wait() {
    return make_awaitable([this](operation& op) { return close(op); });
  }

  [[nodiscard]] bool is_open() const noexcept;

  /// Where it listens. Empty with `error` set to bad_file_descriptor where it does not.
  [[nodiscard]] unix_endpoint local_endpoint(std::error_code& error) const noexcept;
  /// The same, without the reason.
  [[nodiscard]] unix_endpoint local_endpoint() const noexcept;

  /// As tcp_listener::native_handle.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 private:
  proactor* proactor_;
  detail::listener_pointer socket_;
  unix_endpoint local_;
};

}  // namespace naru
