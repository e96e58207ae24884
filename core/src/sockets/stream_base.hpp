// stream_base: what the backends' streams share: one operation per direction, the peer, closing.
#pragma once

#include <naru/error.hpp>

#include "loop/loop.hpp"
#include "sockets/socket_base.hpp"

namespace naru::detail {

class stream_base : public stream_socket, public socket_base {
 public:
  submission close(close_mode mode, operation* closed) noexcept final {
    return socket_base::close(mode, closed);
  }
  void cancel(direction which) noexcept final {
    const std::lock_guard lock(lock_);
    if (!closing() && pending(which) != nullptr) cancel_native(which);
  }
  void cancel(operation& op) noexcept final {
    const std::lock_guard lock(lock_);
    if (closing()) return;
    if (receiving_ == &op) cancel_native(direction::receive);
    if (sending_ == &op) cancel_native(direction::send);
  }
  [[nodiscard]] bool is_open() const noexcept final { return !closing(); }
  std::error_code use_handle(handle_function function, void* context) noexcept final {
    const std::lock_guard lock(lock_);
    const std::error_code unusable = usable();
    return unusable ? unusable : function(context, native());
  }
  std::error_code release_handle(native_handle& handle) noexcept final {
    const std::lock_guard lock(lock_);
    if (const std::error_code unusable = usable()) return unusable;
    if (receiving_ != nullptr || sending_ != nullptr) return error::operation_already_pending;
    const std::error_code error = detach_native(handle);
    if (!error) connected_ = false;  // nothing starts any more
    return error;
  }
  void release() noexcept final { socket_base::release(); }

  /// Where the stream was connected to; known even when the connection has gone.
  endpoint remote_endpoint(std::error_code& error) const noexcept final {
    const std::lock_guard lock(lock_);
    error = connected_ ? std::error_code() : std::make_error_code(std::errc::not_connected);
    return connected_ ? peer_ : endpoint();
  }

 protected:
  using socket_base::socket_base;

  [[nodiscard]] operation*& pending(direction which) noexcept {
    return which == direction::receive ? receiving_ : sending_;
  }

  // All with the lock held.

  [[nodiscard]] virtual native_handle native() noexcept = 0;
  /// Nothing is pending: gives the handle away, so that closing closes nothing.
  virtual std::error_code detach_native(native_handle& handle) noexcept = 0;
  /// Asks the system to end what is pending in that direction.
  virtual void cancel_native(direction which) noexcept = 0;

  /// Takes the place of that direction for `op`, or says why not; then `op` is not started.
  [[nodiscard]] std::error_code begin(direction which, operation& op, operation_kind kind) {
    if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
    if (loop_.shutting_down()) return std::make_error_code(std::errc::operation_canceled);
    if (pending(which) != nullptr) return error::operation_already_pending;
    pending(which) = &op;
    attach(op, kind);
    return {};
  }
  /// The same for a connect.
  [[nodiscard]] std::error_code begin_connect(operation& op) {
    if (connected_) return std::make_error_code(std::errc::already_connected);
    return begin(direction::send, op, operation_kind::connect);
  }
  /// The same for what needs a connection.
  [[nodiscard]] std::error_code begin_transfer(direction which, operation& op) {
    if (const std::error_code unusable = usable()) return unusable;
    const bool receives = which == direction::receive;
    return begin(which, op, receives ? operation_kind::receive : operation_kind::send);
  }
  [[nodiscard]] std::error_code usable() const noexcept {
    if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
    if (!connected_) return std::make_error_code(std::errc::not_connected);
    return {};
  }

  /// Whether the sending side can end: a pending send would lose an unknown part of itself.
  [[nodiscard]] std::error_code may_shut_down() const noexcept {
    if (const std::error_code unusable = usable()) return unusable;
    return sending_ != nullptr ? make_error_code(error::operation_already_pending)
                               : std::error_code();
  }

  void forget(operation& op) noexcept final {
    if (receiving_ == &op) receiving_ = nullptr;
    if (sending_ == &op) sending_ = nullptr;
  }

  /// What a request came to. After a local close every failure is the close's doing, whatever the
  /// system calls it. With or without the lock.
  [[nodiscard]] io_result outcome(const std::error_code& error, std::size_t bytes) const noexcept {
    if (error && closing()) return {std::make_error_code(std::errc::operation_canceled), bytes};
    return {error, bytes};
  }

  endpoint peer_;
  bool connected_ = false;

 private:
  operation* receiving_ = nullptr;
  operation* sending_ = nullptr;
};

}  // namespace naru::detail
