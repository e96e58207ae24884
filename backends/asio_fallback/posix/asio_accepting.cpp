// The way in which a listener on Asio gets its connections. Asio waits until there is one, and the
// listener takes it from the system. So no child process inherits it, and no connection is lost if
// memory is short.
#include "asio_fallback/asio_listener.hpp"
#include "asio_fallback/handler.hpp"
#include "native/native_address.hpp"
#include "system/posix/descriptors.hpp"

namespace naru::detail {
namespace {

// The number of connections in a row that may have gone before they could be taken.
constexpr int lost_in_a_row = 16;

}  // namespace

struct asio_listener::self_target {
  static constexpr std::size_t storage_size = sizeof(accept_storage_);

  asio_listener* listener;

  [[nodiscard]] void* storage() const noexcept { return listener->accept_storage_.data(); }
};

// This asks the system first, which saves a wait for each connection if they keep coming. A peer
// may cause any number of losses. An invalid argument is a loss on macOS only. If it stays, the
// program has shut down the listening socket by its handle, and the listener pauses.
void asio_listener::accept_more() noexcept {
  int lost = 0;
  while ((!accepting_ || next_.handle != no_handle) && someone_waits()) {
    const std::error_code error = accept_next();
    if (!error) {
      lost = 0;
      serve_next({});
    } else if (error == std::errc::operation_would_block) {
      wait_for_next();
    } else if (!concerns_one_connection(error) ||
               (error == std::errc::invalid_argument && ++lost == lost_in_a_row)) {
      return pause(error);
    }
  }
}

// The outstanding wait goes on. The next accept finds the errors.
void asio_listener::look_again() noexcept {
  while (someone_waits() && !accept_next()) serve_next({});
}

// The system keeps every connection until it is taken.
bool asio_listener::ask_request_to_end() noexcept { return false; }

// Puts the next connection into the place of the first waiting accept.
std::error_code asio_listener::accept_next() noexcept {
  if (next_.handle == no_handle) {
    if (const std::error_code error = take_from_system()) return error;
  }
  const std::error_code error = deliver(next_.handle, next_.peer);
  if (is_shortage(error)) return error;  // the connection waits until there is memory for it
  if (error) native::close(native::to_handle(next_.handle));
  next_.handle = no_handle;
  return error;
}

// The peer of a local connection may have no name, and not even a family.
std::error_code asio_listener::take_from_system() noexcept {
  native_address peer;
  const native::handle taken =
      native::accept_connection(native::to_handle(handle_), peer.data(), *peer.length());
  if (taken == native::no_handle) return native::last_error();
  next_.handle = static_cast<native_handle>(taken);
  next_.peer = family_ == socket_family::local ? endpoint() : peer.to_endpoint();
  return {};
}

void asio_listener::wait_for_next() noexcept {
  accepting_ = true;
  add_hold();
  // From this call on, another thread may run waited, which waits for the lock.
  acceptor_->async_wait(asio_acceptor::wait_read, handler<self_target, &waited>{{this}});
}

void asio_listener::waited(const self_target& self, const std::error_code& error) {
  asio_listener& listener = *self.listener;
  {
    const std::lock_guard lock(listener.lock_);
    listener.accepting_ = false;
    if (listener.closing()) {
      listener.loop_.remove_work();
    } else {
      if (error && listener.someone_waits()) listener.serve_next({from_asio(error), 0});
      listener.accept_more();
    }
  }
  listener.drop_hold();
}

void asio_listener::close_acceptor() noexcept {
  if (accepting_) loop_.add_work();  // run must wait for the end of the wait
  if (next_.handle != no_handle) native::close(native::to_handle(next_.handle));
  std::error_code ignored;
  acceptor_->cancel(ignored);
  acceptor_->close(ignored);
  acceptor_.reset();
}

}  // namespace naru::detail
