// polled_listener: a listener on a system that says when a connection has come. The backend waits,
// and the listener takes the connections from the system. So no child process inherits one, and
// none is lost if memory is short.
#pragma once

#include "sockets/listener_base.hpp"

namespace naru::detail {

class polled_listener : public listener_base {
 protected:
  using listener_base::listener_base;

  /// Needs the lock. The system has no connection: waits for the next one, and then look_came.
  virtual void wait_for_next() noexcept = 0;

  /// Needs the lock. There may be connections.
  void look_came() noexcept;
  /// Needs the lock. Gives up a connection that was not handed over. The listener closes.
  void close_arrival() noexcept;
  [[nodiscard]] bool waits_for_next() const noexcept { return waits_; }

 private:
  void accept_more() noexcept final;
  void look_again() noexcept final;
  bool ask_request_to_end() noexcept final { return false; }  // the system keeps the connections

  [[nodiscard]] std::error_code accept_next() noexcept;
  [[nodiscard]] std::error_code take_from_system() noexcept;

  // A connection that was taken from the system when there was no memory for its stream.
  native_handle arrival_ = no_handle;
  endpoint peer_;
  bool waits_ = false;
};

}  // namespace naru::detail
