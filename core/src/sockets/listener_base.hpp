// listener_base: what the backends' listeners share: opening, the row of waiting accepts, handing
// connections over, and the pause when the system is out of handles.
#pragma once

#include "loop/loop.hpp"
#include "loop/operation_queue.hpp"
#include "native/unix_address.hpp"
#include "sockets/socket_base.hpp"
#include "values/no_handle.hpp"

namespace naru::detail {

class listener_base : public listener_socket, public socket_base {
 public:
  submission accept(stream_pointer& accepted, proactor& home, operation& op) final;
  void cancel(operation& op) noexcept final;
  void cancel() noexcept final;
  submission close(operation* closed) noexcept final {
    return socket_base::close(close_mode::graceful, closed);
  }
  [[nodiscard]] bool is_open() const noexcept final { return !closing(); }
  std::error_code use_handle(handle_function function, void* context) noexcept final;
  endpoint local_endpoint(std::error_code& error) const noexcept final;
  void release() noexcept final { socket_base::release(); }

  /// Once, before anything else: one of the two.
  std::error_code open(const endpoint& local, const listen_options& options) noexcept;
  std::error_code open(const unix_endpoint& local, const listen_options& options,
                       path_removal removal) noexcept;

 protected:
  /// Where the next accepted stream goes. Lies in the accept's own storage.
  struct waiter {
    stream_pointer* accepted;
    proactor* home;
  };

  listener_base(loop& owner, std::chrono::milliseconds retry_delay);

  ~listener_base() override;

  // What a backend adds. All with the lock held.

  /// Ties a listening handle to the backend, for good. On failure it is closed by its old name.
  virtual std::error_code tie(native_handle handle, socket_family family) noexcept = 0;
  /// Hands over what has come and keeps as many requests outstanding as there should be.
  virtual void accept_more() noexcept = 0;
  /// Someone who waits is about to be cancelled: hands over, without waiting, what the system holds
  /// and nobody has taken yet.
  virtual void look_again() noexcept = 0;
  /// Cancels every request and closes the handles, if there are any.
  virtual void close_acceptor() noexcept = 0;

  // What a backend calls. All with the lock held.

  [[nodiscard]] bool someone_waits() const noexcept { return !waiters_.empty(); }
  /// The first of the row; only where someone waits.
  [[nodiscard]] waiter& next_waiter() noexcept;
  /// Makes a stream of a connection and puts it where the first waiter wants it. On failure the
  /// connection stays the caller's. serve_next has to follow, unless the next connection is tried.
  [[nodiscard]] std::error_code deliver(native_handle connection, const endpoint& peer) noexcept;
  /// Takes it out and completes it.
  void serve_next(const io_result& result) noexcept;
  /// Tells the first waiter why no connection can be taken, and pauses.
  void pause(const std::error_code& error) noexcept;
  [[nodiscard]] bool paused() const noexcept { return paused_; }

  /// Out of something that others may give back soon.
  [[nodiscard]] static bool is_shortage(const std::error_code& error) noexcept;
  /// The connection that was next went away before it could be taken.
  [[nodiscard]] static bool concerns_one_connection(const std::error_code& error) noexcept;

  native_handle handle_ = no_handle;  // tied, until close_acceptor
  socket_family family_ = socket_family::v4;

 private:
  struct retry_operation final : operation {
    explicit retry_operation(listener_base& owner) noexcept
        : operation([](operation& self) { static_cast<retry_operation&>(self).listener.retry(); }),
          listener(owner) {}

    listener_base& listener;
  };

  void begin_close(close_mode mode) noexcept final;
  void forget(operation&) noexcept final {}
  template <class Bind>
  std::error_code listen(socket_family family, int backlog, Bind bind) noexcept;
  void cancel_all() noexcept;
  void disarm_retry() noexcept;
  void arm_retry() noexcept;
  void retry();

  operation_queue waiters_;
  unix_endpoint path_;  // to be removed; empty where there is none
  file_identity made_;  // what it leads to
  std::chrono::milliseconds retry_delay_;
  bool paused_ = false;
  bool retry_armed_ = false;
  // Has room kept while the listener is open: a shortage of memory is what it may be started for.
  timer_entry retry_timer_;
  retry_operation retried_{*this};
};

}  // namespace naru::detail
