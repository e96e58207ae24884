// basic_listener: tcp_listener and unix_listener, which differ in their addresses and streams.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/accept_action.hpp>
#include <naru/detail/listener_handle.hpp>
#include <naru/listen_options.hpp>
#include <naru/operation.hpp>

#include <concepts>
#include <system_error>

namespace naru::detail {

/// A listener whose streams and addresses are of these types.
template <class Stream, class Endpoint>
class basic_listener : public listener_handle {
 public:
  /// Does not listen yet. `owner` must outlive the listener.
  explicit basic_listener(proactor& owner) noexcept : listener_handle(owner) {}
  /// Listens on `local`. Throws std::system_error that names the endpoint: see listen.
  basic_listener(proactor& owner, const Endpoint& local, const listen_options& options = {})
      : listener_handle(owner) {
    if (const std::error_code error = listen(local, options)) refuse(error, local);
  }

  /// Starts listening, in place of whatever this listener did before. With port 0 the system
  /// chooses a port: see local_endpoint. Errors: address_in_use, address_not_available,
  /// permission_denied, address_family_not_supported; no_such_file_or_directory if the folder of a
  /// unix_endpoint is missing; operation_not_supported for an option that the system lacks;
  /// invalid_argument for an option out of range or an empty path, and then the listener goes on as
  /// before.
  std::error_code listen(const Endpoint& local, const listen_options& options = {}) {
    const std::error_code error = start(local, options);
    if (!error) asked_ = local;
    return error;
  }

  /// Makes a listening socket of the program's own this listener, in place of what the listener
  /// was: one that another process has handed over, or systemd. Of the options only retry_delay and
  /// accepts_outstanding have an effect. From here on the handle is the listener's, does not block,
  /// and is not inherited by child processes. If there is an error, the handle stays the caller's,
  /// and the listener stays as it was. Errors: bad_file_descriptor, not_a_socket;
  /// wrong_protocol_type if it is no stream socket; invalid_argument if it does not listen, or on
  /// Windows if it has belonged to a proactor before; address_family_not_supported if it has
  /// another family than the listener. A unix_listener does not know the path then, and does not
  /// remove the file.
  std::error_code adopt(naru::native_handle handle, const listen_options& options = {}) {
    const std::error_code error = take_over(handle, std::same_as<Endpoint, unix_endpoint>, options);
    if (!error) asked_ = {};
    return error;
  }

  /// Puts the next connection into `accepted`, in place of what that was. The connection runs on
  /// the proactor of `accepted`: the listener's, or another of the same backend that outlives the
  /// listener. `op` completes on the listener's proactor. `accepted` must stay where it is until
  /// then. Errors: too_many_files_open (and its kin), operation_canceled; bad_file_descriptor if
  /// this does not listen; invalid_argument for a stream whose proactor has another backend.
  submission accept(Stream& accepted, operation& op) {
    return accept_into(accepted.socket_, *accepted.proactor_, op);
  }
  /// This form is for co_await, into a stream of the listener's proactor: auto [error, stream] = …
  auto accept() {
    using action = accept_action<basic_listener, Stream>;
    return awaitable_operation<action>(action(*this));
  }
  /// This form is for co_await, into an existing stream; gives an io_result.
  auto accept(Stream& accepted) {
    return make_awaitable(*this, [&accepted, this](operation& op) { return accept(accepted, op); });
  }

  /// The endpoint on which this listens, with the real port. If this does not listen, empty with
  /// `error` set to bad_file_descriptor.
  [[nodiscard]] Endpoint local_endpoint(std::error_code& error) const noexcept {
    return place(asked_, error);
  }
  /// Works like the above, without the reason.
  [[nodiscard]] Endpoint local_endpoint() const noexcept {
    std::error_code ignored;
    return local_endpoint(ignored);
  }

 private:
  Endpoint asked_;
};

}  // namespace naru::detail
