// The ways in which a stream gets its connection: it connects, is accepted by a listener, or adopts
// one.
#include "native/unix_address.hpp"
#include "sockets/stream_base.hpp"
#include "values/reachable.hpp"

namespace naru::detail {

submission stream_base::connect(const endpoint& peer, operation& op) {
  const endpoint where = reachable(peer);
  native_address target(where);
  const auto family = where.address().is_v4() ? socket_family::v4 : socket_family::v6;
  return connect({target.data(), target.size(), family}, where, op);
}

submission stream_base::connect(const unix_endpoint& peer, operation& op) {
  const unix_address target(peer);
  const auto* const where = reinterpret_cast<const sockaddr*>(target.bytes.data());
  const auto size = static_cast<native::length>(target.size);
  return connect({where, size, socket_family::local}, endpoint(), op);
}

submission stream_base::connect(const connect_target& target, const endpoint& peer, operation& op) {
  std::error_code refused;
  std::error_code failure;
  {
    const std::lock_guard lock(lock_);
    refused = begin_connect(op);
    if (!refused) {
      send_.begin({}, extent::all);
      peer_ = peer;
      const std::optional<std::error_code> at_once = open_and_connect(target, op);
      if (!at_once) return submission::pending;
      failure = connected(*at_once);
    }
  }
  if (refused) return loop_.fail(op, refused);
  if (failure) close(close_mode::reset, nullptr);
  return loop_.finish_at_once(op, {failure, 0});
}

std::error_code stream_base::begin_connect(operation& op) {
  if (established_) return std::make_error_code(std::errc::already_connected);
  if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
  // The first attempt is under way, or it has failed and its thread is about to close the stream.
  if (handle_ != no_handle) return error::operation_already_pending;
  if (loop_.shutting_down()) return std::make_error_code(std::errc::operation_canceled);
  assert(send_.pending == nullptr);
  send_.pending = &op;
  attach(op, operation_kind::connect);
  return {};
}

// Needs the lock, and so does tie_as.
std::optional<std::error_code> stream_base::open_and_connect(const connect_target& target,
                                                             operation& op) noexcept {
  assert(handle_ == no_handle && "a stream connects once");
  std::error_code error;
  const native_handle opened = calls().open_stream(target.family, error);
  if (error) return error;
  error = tie_as(opened, target.family);
  if (error) {
    calls().close(opened);
    return error;
  }
  if (family_ != socket_family::local) error = calls().set_no_delay(handle_, true);
  if (error) return error;
  send_.asked = true;
  return start_connect(target, op);
}

std::error_code stream_base::tie_as(native_handle handle, socket_family family) noexcept {
  assert(lock_.is_locked() && handle_ == no_handle);  // invariant: one-port-for-life
  if (const std::error_code error = tie(handle, family)) return error;
  handle_ = handle;
  family_ = family;
  return {};
}

std::error_code stream_base::connected(const std::error_code& error) noexcept {
  assert(lock_.is_locked() && send_.pending != nullptr && !established_);
  send_.pending = nullptr;
  if (closing()) return std::make_error_code(std::errc::operation_canceled);
  if (error) return error;
  std::error_code unknown;
  if (family_ != socket_family::local && calls().local_endpoint(handle_, unknown) == peer_ &&
      !unknown) {
    return error::connected_to_itself;
  }
  established_ = true;
  return {};
}

void stream_base::finish_connect(operation& op, const std::error_code& failure) noexcept {
  if (failure) close(close_mode::reset, nullptr);
  loop_.complete(op, {failure, 0});
}

std::error_code stream_base::accepted(native_handle connection, socket_family family,
                                      const endpoint& peer) noexcept {
  const std::lock_guard lock(lock_);
  if (const std::error_code error = tie_as(connection, family)) return error;
  establish(peer);
  return {};
}

std::error_code stream_base::adopt(native_handle handle, socket_family family) noexcept {
  std::error_code error;
  const bool is_local = family == socket_family::local;
  const endpoint peer = is_local ? endpoint() : calls().remote_endpoint(handle, error);
  return error ? error : accepted(handle, family, peer);
}

// The option fails on a connection that its peer has reset already. Then the next transfer fails
// too.
void stream_base::establish(const endpoint& peer) noexcept {
  assert(lock_.is_locked() && handle_ != no_handle && !established_);
  peer_ = peer;
  established_ = true;
  if (family_ != socket_family::local) static_cast<void>(calls().set_no_delay(handle_, true));
}

}  // namespace naru::detail
