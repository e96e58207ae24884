#include "system/posix/polled_listener.hpp"

#include <utility>

#include "native/native_address.hpp"
#include "system/posix/descriptors.hpp"

namespace naru::detail {
namespace {

// The number of connections in a row that may have gone before they could be taken.
constexpr int lost_in_a_row = 16;

}  // namespace

// This asks the system first, which saves a wait for each connection if they keep coming. A peer
// may cause any number of losses. An invalid argument is a loss on macOS only. If it stays, the
// program has shut down the listening socket by its handle, and the listener pauses.
void polled_listener::accept_more() noexcept {
  int lost = 0;
  while ((!waits_ || arrival_ != no_handle) && someone_waits()) {
    const std::error_code error = accept_next();
    if (!error) {
      lost = 0;
      serve_next({});
    } else if (error == std::errc::operation_would_block) {
      waits_ = true;
      wait_for_next();
    } else if (!concerns_one_connection(error) ||
               (error == std::errc::invalid_argument && ++lost == lost_in_a_row)) {
      return pause(error);
    }
  }
}

void polled_listener::look_came() noexcept {
  waits_ = false;
  if (!paused()) accept_more();
}

// The outstanding wait goes on. The next accept finds the errors.
void polled_listener::look_again() noexcept {
  while (someone_waits() && !accept_next()) serve_next({});
}

// Puts the next connection into the place of the first waiting accept.
std::error_code polled_listener::accept_next() noexcept {
  if (arrival_ == no_handle) {
    if (const std::error_code error = take_from_system()) return error;
  }
  const std::error_code error = deliver(arrival_, peer_);
  if (is_shortage(error)) return error;  // the connection waits until there is memory for it
  if (error) native::close(native::to_handle(arrival_));
  arrival_ = no_handle;
  return error;
}

// The peer of a local connection may have no name, and not even a family.
std::error_code polled_listener::take_from_system() noexcept {
  native_address peer;
  const native::handle taken =
      native::accept_connection(native::to_handle(handle_), peer.data(), *peer.length());
  if (taken == native::no_handle) return native::last_error();
  arrival_ = static_cast<native_handle>(taken);
  peer_ = family_ == socket_family::local ? endpoint() : peer.to_endpoint();
  return {};
}

void polled_listener::close_arrival() noexcept {
  if (arrival_ != no_handle) native::close(native::to_handle(std::exchange(arrival_, no_handle)));
}

}  // namespace naru::detail
