// listener_base: what the backends' listeners share: the row of waiting accepts, and the pause when
// the system is out of handles.
#pragma once

#include "loop/loop.hpp"
#include "loop/operation_queue.hpp"
#include "native/unix_address.hpp"
#include "sockets/socket_base.hpp"

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
  void release() noexcept final { socket_base::release(); }

 protected:
  /// Where the next accepted stream goes. Lies in the accept's own storage.
  struct waiter {
    stream_pointer* accepted;
    proactor* home;
  };

  listener_base(loop& owner, std::chrono::milliseconds retry_delay);

  ~listener_base() override;

  /// From here on the path is removed when the listener closes, if it still leads to the file that
  /// bind has just made.
  void remove_at_close(const unix_endpoint& path) noexcept {
    path_ = path;
    made_ = identify(path);
  }

  // All with the lock held.

  [[nodiscard]] virtual native_handle native() noexcept = 0;
  /// Hands over what has come and keeps as many requests outstanding as there should be.
  virtual void accept_more() noexcept = 0;
  /// Someone who waits is about to be cancelled: hands over, without waiting, what the system holds
  /// and nobody has taken yet.
  virtual void look_again() noexcept = 0;
  /// Cancels every request and closes the handles.
  virtual void close_acceptor() noexcept = 0;

  [[nodiscard]] bool someone_waits() const noexcept { return !waiters_.empty(); }
  /// The first of the row; only where someone waits.
  [[nodiscard]] waiter& next_waiter() noexcept;
  /// Takes it out and completes it.
  void serve_next(const io_result& result) noexcept;
  /// Tells the first waiter why no connection can be taken, and pauses.
  void pause(const std::error_code& error) noexcept;
  [[nodiscard]] bool paused() const noexcept { return paused_; }

  /// Out of something that others may give back soon.
  [[nodiscard]] static bool is_shortage(const std::error_code& error) noexcept;
  /// The connection that was next went away before it could be taken.
  [[nodiscard]] static bool concerns_one_connection(const std::error_code& error) noexcept;

 private:
  struct retry_operation final : operation {
    explicit retry_operation(listener_base& owner) noexcept
        : operation([](operation& self) { static_cast<retry_operation&>(self).listener.retry(); }),
          listener(owner) {}

    listener_base& listener;
  };

  void close_native(close_mode mode) noexcept final;
  void forget(operation&) noexcept final {}
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
