// listener_base: the part that the listeners of all backends share. It opens the listener, keeps
// the accepts that wait in a row, hands connections over, and pauses when the system is out of
// handles.
#pragma once

#include "loop/loop.hpp"
#include "loop/operation_queue.hpp"
#include "native/unix_address.hpp"
#include "sockets/socket_base.hpp"
#include "sockets/socket_calls.hpp"
#include "values/is_shortage.hpp"
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

  /// Call one of these three, once and before all other functions. If adopt fails, the handle stays
  /// the caller's.
  std::error_code adopt(native_handle handle, socket_family family) noexcept;
  std::error_code open(const endpoint& local, const listen_options& options) noexcept;
  std::error_code open(const unix_endpoint& local, const listen_options& options,
                       path_removal removal) noexcept;

 protected:
  /// The place for the next accepted stream. It lies in the storage of the accept.
  struct waiter {
    stream_pointer* accepted;
    proactor* home;
    bool cancelled = false;  // it completes when the outstanding request has ended
  };

  listener_base(loop& owner, std::chrono::milliseconds retry_delay);

  ~listener_base() override;

  // The functions that a backend adds. They are called with the lock held.

  /// The calls that understand this listener's handle.
  [[nodiscard]] virtual socket_calls& calls() const noexcept { return system_socket_calls(); }
  /// Ties a listening handle to the backend, for as long as the handle is open. On failure the
  /// caller closes the handle.
  virtual std::error_code tie(native_handle handle, socket_family family) noexcept = 0;
  /// Hands over the connections that have come, and keeps the right number of requests outstanding.
  virtual void accept_more() noexcept = 0;
  /// Called before a waiting accept is cancelled. Hands over connections that the system holds and
  /// that no thread has taken yet. Does not wait.
  virtual void look_again() noexcept = 0;
  /// Called after that, if the accept still waits. Returns true if only the end of an outstanding
  /// request tells whether it has brought a connection. Then the backend has asked the request to
  /// end, and calls end_cancelled when it has.
  virtual bool ask_request_to_end() noexcept { return false; }
  /// Cancels every request and closes the handles, if there are any.
  virtual void close_acceptor() noexcept = 0;

  // The functions that a backend calls. They need the lock.

  [[nodiscard]] bool someone_waits() const noexcept { return !waiters_.empty(); }
  /// The first waiting accept. Only if someone_waits().
  [[nodiscard]] waiter& next_waiter() noexcept;
  /// Makes a stream of a connection, and puts it into the place of the first waiting accept. On
  /// failure the caller keeps the connection. serve_next has to follow, unless the caller tries the
  /// next connection.
  [[nodiscard]] std::error_code deliver(native_handle connection, const endpoint& peer) noexcept;
  /// Removes the first waiting accept from the row, and completes it.
  void serve_next(const io_result& result) noexcept;
  /// Completes the accepts whose cancel waited for the end of a request.
  void end_cancelled() noexcept;
  /// Reports to the first waiting accept why no connection can be taken, and pauses.
  void pause(const std::error_code& error) noexcept;
  [[nodiscard]] bool paused() const noexcept { return paused_; }
  /// True if other code has made the handle. It may have set modes that naru does not set.
  [[nodiscard]] bool adopted() const noexcept { return adopted_; }

  /// True if the next connection went away before it could be taken.
  [[nodiscard]] static bool concerns_one_connection(const std::error_code& error) noexcept;

  native_handle handle_ = no_handle;  // tied; set until close_acceptor
  socket_family family_ = socket_family::v4;

 private:
  struct retry_operation final : operation {
    explicit retry_operation(listener_base& owner) noexcept
        : operation([](operation& self) { static_cast<retry_operation&>(self).listener.retry(); }),
          listener(owner) {}

    listener_base& listener;
  };

  void begin_close(close_mode mode) noexcept final;
  template <class Bind>
  std::error_code listen(socket_family family, int backlog, Bind bind) noexcept;
  [[nodiscard]] std::error_code begin(native_handle handle, socket_family family) noexcept;
  void cancel_all() noexcept;
  [[nodiscard]] static waiter& waiter_of(operation& op) noexcept;
  void disarm_retry() noexcept;
  void arm_retry() noexcept;
  void retry();

  operation_queue waiters_;
  unix_endpoint path_;  // removed when the listener closes; empty if there is nothing to remove
  file_identity made_;  // the file that path_ leads to
  std::chrono::milliseconds retry_delay_;
  bool paused_ = false;
  bool retry_armed_ = false;
  bool adopted_ = false;
  // The loop keeps room for this timer while the listener is open, because the timer may have to
  // start when there is no memory.
  timer_entry retry_timer_;
  retry_operation retried_{*this};
};

}  // namespace naru::detail
