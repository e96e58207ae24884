#include <naru/tcp_stream.hpp>

#include <naru/proactor.hpp>

#include <utility>

#include "native/socket_options.hpp"
#include "sockets/open_socket.hpp"
#include "sockets/with_handle.hpp"
#include "values/refused.hpp"

namespace naru {
namespace {

using detail::invalid_argument;
using detail::not_connected;

// These are the smallest limits of all systems (Linux: MAX_TCP_KEEPIDLE and similar names; linger
// on Windows).
constexpr std::chrono::seconds keep_alive_time_max{32'767};
constexpr int keep_alive_probes_max = 127;
constexpr std::chrono::seconds linger_max{65'535};

bool in_range(std::chrono::seconds time) noexcept {
  return time >= std::chrono::seconds(1) && time <= keep_alive_time_max;
}

bool in_range(const keep_alive_options& options) noexcept {
  return in_range(options.idle) && in_range(options.interval) && options.probes >= 1 &&
         options.probes <= keep_alive_probes_max;
}

template <class Function>
std::error_code set_option(const detail::stream_pointer& socket, Function function) noexcept {
  return socket ? detail::with_handle(*socket, function) : not_connected();
}

}  // namespace

tcp_stream::tcp_stream(proactor& owner) noexcept : stream(owner) {}

submission tcp_stream::connect(const endpoint& peer, operation& op) {
  if (!is_open()) {  // true also after a failed attempt to connect
    if (const std::error_code error = detail::make_stream(*proactor_, socket_)) {
      return proactor_->fail(op, error);
    }
  }
  return socket_->connect(peer, op);
}

std::error_code tcp_stream::adopt(naru::native_handle handle) {
  detail::socket_family family{};
  if (const std::error_code error = detail::examine_connection(handle, family)) return error;
  if (family == detail::socket_family::local) {
    return std::make_error_code(std::errc::address_family_not_supported);
  }
  detail::stream_pointer adopted;
  std::error_code error = detail::make_stream(*proactor_, adopted);
  if (!error) error = adopted->adopt(handle, family);
  if (!error) socket_ = std::move(adopted);
  return error;
}

naru::native_handle tcp_stream::release(std::error_code& error) noexcept {
  naru::native_handle handle = detail::no_handle;
  error = socket_ ? socket_->release_handle(handle) : not_connected();
  if (!error) socket_.reset();
  return handle;
}

std::error_code tcp_stream::set_no_delay(bool on) noexcept {
  return set_option(socket_,
                    [=](auto& system, auto handle) { return system.set_no_delay(handle, on); });
}

std::error_code tcp_stream::set_keep_alive(const keep_alive_options& options) noexcept {
  if (!in_range(options)) return invalid_argument();
  return set_option(
      socket_, [&](auto& system, auto handle) { return system.set_keep_alive(handle, options); });
}

std::error_code tcp_stream::set_keep_alive_off() noexcept {
  return set_option(socket_,
                    [](auto& system, auto handle) { return system.clear_keep_alive(handle); });
}

std::error_code tcp_stream::set_linger(std::optional<std::chrono::seconds> time) noexcept {
  if (time && (time->count() < 0 || *time > linger_max)) return invalid_argument();
  return set_option(socket_, [=](auto& system, auto handle) {
    return time ? system.set_linger(handle, *time) : system.clear_linger(handle);
  });
}

endpoint tcp_stream::local_endpoint(std::error_code& error) const noexcept {
  error = not_connected();
  return socket_ ? socket_->local_endpoint(error) : endpoint();
}

endpoint tcp_stream::remote_endpoint(std::error_code& error) const noexcept {
  error = not_connected();
  return socket_ ? socket_->remote_endpoint(error) : endpoint();
}

endpoint tcp_stream::local_endpoint() const noexcept {
  std::error_code ignored;
  return local_endpoint(ignored);
}

endpoint tcp_stream::remote_endpoint() const noexcept {
  std::error_code ignored;
  return remote_endpoint(ignored);
}

}  // namespace naru
