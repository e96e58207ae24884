// How an iocp_stream comes by its connection: it connects, is accepted, or adopts one.
#include "iocp/iocp_stream.hpp"

#include <utility>

#include "iocp/iocp_proactor.hpp"
#include "iocp/stream_request.hpp"
#include "native/socket_options.hpp"
#include "native/unix_address.hpp"
#include "values/reachable.hpp"

namespace naru::detail {
namespace {

// On loopback a refused connect otherwise takes two seconds of retries. Best effort: not every
// system knows it. mingw-w64 lacks the names (TCP_INITIAL_RTO_PARAMETERS in mstcpip.h).
void refuse_at_once(SOCKET handle) noexcept {
  struct initial_rto {
    USHORT rtt_ms = 0xffff;            // TCP_INITIAL_RTO_UNSPECIFIED_RTT
    UCHAR syn_retransmissions = 0xfe;  // TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS
  } parameters;
  constexpr DWORD sio_tcp_initial_rto = _WSAIOW(IOC_VENDOR, 17);
  DWORD bytes = 0;
  ::WSAIoctl(handle, sio_tcp_initial_rto, &parameters, sizeof parameters, nullptr, 0, &bytes,
             nullptr, nullptr);
}

}  // namespace

std::error_code iocp_stream::open(int family) noexcept {
  handle_ = open_stream_socket(family);
  if (handle_ == INVALID_SOCKET) return native::last_error();
  if (const std::error_code error = proactor().associate(handle_)) return error;
  skips_ = proactor().skip_packets(handle_);
  return set_no_delay(handle_, true);
}

std::error_code iocp_stream::accepted(SOCKET handle, socket_family family,
                                      const endpoint& peer) noexcept {
  const std::lock_guard lock(lock_);
  const std::error_code error = take(handle, family, peer);
  if (error) handle_ = handle;  // to be closed with the stream
  return error;
}

std::error_code iocp_stream::adopt(native_handle handle, socket_family family) noexcept {
  native_address peer;
  if (::getpeername(handle, peer.data(), peer.length()) != 0) return native::last_error();
  const std::lock_guard lock(lock_);
  return take(handle, family, peer.to_endpoint());
}

// With the lock held: from here on a connected socket is this stream's, unless there is an error.
std::error_code iocp_stream::take(SOCKET handle, socket_family family,
                                  const endpoint& peer) noexcept {
  if (const std::error_code error = proactor().associate(handle)) return error;
  handle_ = handle;
  peer_ = peer;
  connected_ = true;
  if (family == socket_family::local)
    return {};  // packets always come: nobody vouches for skipping
  // Whoever made the handle may have done so already: then it says what it does.
  skips_ = proactor().skip_packets(handle_);
  // Fails on a connection that its peer has reset already; the next transfer tells.
  static_cast<void>(set_no_delay(handle_, true));
  return {};
}

std::error_code iocp_stream::detach_native(native_handle& handle) noexcept {
  handle = std::exchange(handle_, INVALID_SOCKET);
  return {};
}

submission iocp_stream::connect(const endpoint& peer, operation& op) {
  std::error_code refused;
  std::error_code error;
  {
    const std::lock_guard lock(lock_);
    refused = begin_connect(op);
    if (!refused) {
      peer_ = reachable(peer);
      const std::optional<std::error_code> at_once = start_connect(op);
      if (!at_once) return submission::pending;
      error = connected(*at_once);
    }
  }
  if (refused) return loop_.fail(op, refused);
  if (error) close(close_mode::reset, nullptr);
  return loop_.finish_at_once(op, {error, 0});
}

submission iocp_stream::connect(const unix_endpoint& peer, operation& op) {
  std::error_code refused;
  std::error_code error;
  {
    const std::lock_guard lock(lock_);
    refused = begin_connect(op);
    if (!refused) {
      operation_access::emplace_native<stream_request>(op, &connect_done, *this, op);
      error = connect_now(peer);
    }
  }
  if (refused) return loop_.fail(op, refused);
  if (error) close(close_mode::reset, nullptr);
  return loop_.finish_at_once(op, {error, 0});
}

// With the lock held. ConnectEx does not know the family, and there is no network to wait for.
std::error_code iocp_stream::connect_now(const unix_endpoint& peer) noexcept {
  handle_ = open_stream_socket(AF_UNIX);
  if (handle_ == INVALID_SOCKET) return native::last_error();
  const unix_address target(peer);
  const auto* const where = reinterpret_cast<const sockaddr*>(target.bytes.data());
  // With the lock held: should it wait for a listener whose backlog is full, others would spin.
  u_long non_blocking = 1;
  if (::ioctlsocket(handle_, static_cast<long>(FIONBIO), &non_blocking) != 0) {
    return native::last_error();
  }
  if (::connect(handle_, where, static_cast<int>(target.size)) != 0) {
    const std::error_code error = native::last_error();
    return error.value() == WSAEWOULDBLOCK ? system_error(WSAENOBUFS) : error;  // as on Linux
  }
  return take(handle_, socket_family::local, endpoint());
}

// With the lock held: what it came to, or nothing where a packet will tell.
std::optional<std::error_code> iocp_stream::start_connect(operation& op) noexcept {
  native_address target(peer_);
  auto& native = operation_access::emplace_native<stream_request>(op, &connect_done, *this, op);
  if (const std::error_code error = open(target.family())) return error;
  if (peer_.address().is_loopback()) refuse_at_once(handle_);
  // ConnectEx wants a bound socket.
  const address any = peer_.address().is_v4() ? address::any_v4() : address::any_v6();
  native_address local(endpoint(any, 0));
  if (::bind(handle_, local.data(), local.size()) != 0) return native::last_error();

  const BOOL at_once = proactor().winsock().connect_ex(handle_, target.data(), target.size(),
                                                       nullptr, 0, nullptr, &native);
  if (at_once == FALSE) return refusal(native);
  return skips_ ? std::optional(std::error_code()) : std::nullopt;
}

void iocp_stream::connect_done(request& native, std::size_t,
                               const std::error_code& error) noexcept {
  auto& [stream, op] = static_cast<stream_request&>(native).parties;
  std::error_code failure;
  {
    const std::lock_guard lock(stream.lock_);
    failure = stream.connected(error);
  }
  if (failure) stream.close(close_mode::reset, nullptr);
  stream.loop_.complete(op, {failure, 0});
}

// With the lock held: what a finished attempt came to.
std::error_code iocp_stream::connected(const std::error_code& error) noexcept {
  if (closing()) return std::make_error_code(std::errc::operation_canceled);
  if (error) return error;
  // Without this the system knows neither peer nor local address of the connection.
  if (::setsockopt(handle_, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0) != 0) {
    // A peer that has reset the connection meanwhile: elsewhere a connect calls it that.
    const std::error_code failure = native::last_error();
    return failure.value() == WSAENOTCONN ? system_error(WSAECONNRESET) : failure;
  }
  native_address local;
  if (::getsockname(handle_, local.data(), local.length()) == 0 && local.to_endpoint() == peer_) {
    return error::connected_to_itself;
  }
  connected_ = true;
  return {};
}

}  // namespace naru::detail
