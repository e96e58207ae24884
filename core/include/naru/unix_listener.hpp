// unix_listener: accepts connections over a Unix domain socket. Except for the address it is like
// tcp_listener.
//
//     const auto place = naru::unix_endpoint::parse("/run/game/admin.socket");
//     naru::unix_listener listener(*proactor, place);
//     listener.accept(stream_, accepted_);
//
// Listening makes a file, and never takes over an existing one. If there is a file, even one that
// a killed program left behind, listening fails with address_in_use; a program that knows that the
// file is stale removes it first. Closing removes the file again, unless it should stay: see
// path_removal. The permissions of the file's folder decide who may connect.
//
// Thread-safety: as for tcp_stream.
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
  /// Does not listen yet. `owner` must outlive the listener.
  explicit unix_listener(proactor& owner) noexcept : proactor_(&owner) {}
  /// Listens on `local`. Throws std::system_error that names the path: see listen.
  unix_listener(proactor& owner, const unix_endpoint& local, const listen_options& options = {},
                path_removal removal = path_removal::on_close);
  unix_listener(unix_listener&&) noexcept = default;
  unix_listener& operator=(unix_listener&&) noexcept = default;
  ~unix_listener() = default;

  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Starts listening, in place of whatever this listener did before. The options that concern IP
  /// have no effect. Errors: address_in_use if there is such a file, no_such_file_or_directory if
  /// its folder is missing, permission_denied, address_family_not_supported if the system has no
  /// Unix domain sockets, invalid_argument for an option out of range or an empty path.
  std::error_code listen(const unix_endpoint& local, const listen_options& options = {},
                         path_removal removal = path_removal::on_close);

  /// Works like tcp_listener::accept.
  submission accept(unix_stream& accepted, operation& op);
  /// This form is for co_await, into a stream of the listener's proactor: auto [error, stream] = …
  auto accept() {
    using action = detail::accept_action<unix_listener, unix_stream>;
    return detail::awaitable_operation<action>(action(*this));
  }
  /// This form is for co_await, into an existing stream; gives an io_result.
  auto accept(unix_stream& accepted) {
    return make_awaitable(*this, [&accepted, this](operation& op) { return accept(accepted, op); });
  }
  /// Works like tcp_listener::cancel.
  void cancel(operation& op) noexcept;
  void cancel() noexcept;

  /// Stops listening. Pending accepts complete with std::errc::operation_canceled.
  void close() noexcept;
  /// Works like the above. `closed` completes once the completion function of each accept has
  /// returned.
  submission close(operation& closed) noexcept;
  /// This form is for co_await. A stop neither prevents the close nor ends the wait.
  auto close_and_wait() {
    return make_awaitable([this](operation& op) { return close(op); });
  }

  [[nodiscard]] bool is_open() const noexcept;

  /// The endpoint on which this listens. If this does not listen, empty with `error` set to
  /// bad_file_descriptor.
  [[nodiscard]] unix_endpoint local_endpoint(std::error_code& error) const noexcept;
  /// Works like the above, without the reason.
  [[nodiscard]] unix_endpoint local_endpoint() const noexcept;

  /// Works like tcp_listener::native_handle.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 private:
  proactor* proactor_;
  detail::listener_pointer socket_;
  unix_endpoint local_;
};

}  // namespace naru
