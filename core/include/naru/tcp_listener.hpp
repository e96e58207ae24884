// tcp_listener: accepts TCP connections.
//
// Any number of accepts may be pending; they are served in their order. If a peer gave its
// connection up before it was accepted, the connection is skipped. If the process is out of
// handles, one accept reports it and the listener pauses before it tries again. So a server that
// simply accepts again neither spins nor dies.
//
//     naru::tcp_listener listener(*proactor, naru::endpoint::parse("[::]:7777"));
//     listener.accept(stream_, accepted_);
//     auto [error, stream] = co_await listener.accept();   // in a coroutine
//
// A port cannot be taken from a listener that lives. But it can be taken again while old
// connections linger, which a server that restarts needs: see reuse_address in listen_options.
// Thread-safety: as for tcp_stream.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/accept_action.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/endpoint.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/tcp_stream.hpp>

#include <system_error>

namespace naru {

class proactor;

class NARU_API tcp_listener {
 public:
  /// Does not listen yet. `owner` must outlive the listener.
  explicit tcp_listener(proactor& owner) noexcept : proactor_(&owner) {}
  /// Listens on `local`. With port 0 the system chooses a port: see local_endpoint. Throws
  /// std::system_error that names the endpoint: address_in_use, address_not_available,
  /// permission_denied…
  tcp_listener(proactor& owner, const endpoint& local, const listen_options& options = {});
  tcp_listener(tcp_listener&&) noexcept = default;
  tcp_listener& operator=(tcp_listener&&) noexcept = default;
  ~tcp_listener() = default;

  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Starts listening, in place of whatever this listener did before. Errors: address_in_use,
  /// address_not_available, permission_denied, address_family_not_supported;
  /// operation_not_supported for an option that the system lacks; invalid_argument for an option
  /// out of range, and then the listener goes on as before.
  std::error_code listen(const endpoint& local, const listen_options& options = {});

  /// Puts the next connection into `accepted`, in place of what that was. The connection runs on
  /// the proactor of `accepted`: the listener's, or another of the same backend that outlives the
  /// listener. `op` completes on the listener's proactor. `accepted` must stay where it is until
  /// then. Errors: too_many_files_open (and its kin), operation_canceled; bad_file_descriptor if
  /// this does not listen; invalid_argument for a stream whose proactor has another backend.
  submission accept(tcp_stream& accepted, operation& op);
  /// This form is for co_await, into a stream of the listener's proactor: auto [error, stream] = …
  auto accept() {
    using action = detail::accept_action<tcp_listener, tcp_stream>;
    return detail::awaitable_operation<action>(action(*this));
  }
  /// This form is for co_await, into an existing stream; gives an io_result.
  auto accept(tcp_stream& accepted) {
    return make_awaitable(*this, [&accepted, this](operation& op) { return accept(accepted, op); });
  }

  /// Ends one pending accept with std::errc::operation_canceled. The listener and its other
  /// accepts go on, and a connection that was on its way waits for the next accept. An accept that
  /// has completed keeps its connection. No effect if `op` is not pending here: it may be done,
  /// pending elsewhere or gone.
  void cancel(operation& op) noexcept;
  /// Ends all pending accepts.
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

  /// The system's own handle, for options that have no function here. All bits are set if this
  /// does not listen. The handle stays the listener's, which may close it at any time.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

  /// The endpoint on which this listens, with the real port. If this does not listen, empty
  /// (0.0.0.0:0) with `error` set to bad_file_descriptor.
  [[nodiscard]] endpoint local_endpoint(std::error_code& error) const noexcept;
  /// Works like the above, without the reason.
  [[nodiscard]] endpoint local_endpoint() const noexcept;

 private:
  proactor* proactor_;
  detail::listener_pointer socket_;
};

}  // namespace naru
