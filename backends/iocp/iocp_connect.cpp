// The ways in which an iocp_stream is tied to its port and connects.
#include "iocp/iocp_proactor.hpp"
#include "iocp/iocp_stream.hpp"
#include "iocp/stream_request.hpp"

namespace naru::detail {
namespace {

// Makes a refused connect on loopback fail at once. Otherwise it takes two seconds of retries. A
// failure of this call is ignored, because not every system has the option. mingw-w64 lacks the
// names (TCP_INITIAL_RTO_PARAMETERS in mstcpip.h).
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

// Lets the system choose the local port when it connects, so that connections to different peers
// can share one. Otherwise the bind takes a port for itself, and there are only about 16,000.
// Connects without a bind have this option by default (SOL_SOCKET Socket Options on Microsoft
// Learn). Windows before version 10 lacks it, and so does mingw-w64.
void share_port(SOCKET handle) noexcept {
  constexpr int so_reuse_unicastport = 0x3007;  // SO_REUSE_UNICASTPORT
  native::set_option(handle, SOL_SOCKET, so_reuse_unicastport, BOOL{TRUE});
}

// The longest time that a connect to a Unix domain socket waits, in milliseconds.
constexpr int local_connect_time_max = 10;

// Waits for a connect that is under way, and returns how it has ended. While the backlog of a local
// listener is full, it does not end. Then the error is the same as on Linux.
std::error_code end_of_connect(SOCKET handle) noexcept {
  WSAPOLLFD asked{handle, POLLOUT, 0};
  const int ready = ::WSAPoll(&asked, 1, local_connect_time_max);
  if (ready < 0) return native::last_error();
  if (ready == 0) return system_error(WSAENOBUFS);
  int failure = 0;
  int size = sizeof failure;
  auto* const place = reinterpret_cast<char*>(&failure);
  if (::getsockopt(handle, SOL_SOCKET, SO_ERROR, place, &size) != 0) return native::last_error();
  return failure == 0 ? std::error_code() : system_error(static_cast<DWORD>(failure));
}

}  // namespace

// The code that made the handle may have made it skip packets already. So skip_packets tells what
// the handle does now. A Unix domain socket always queues packets, because no document promises
// that it can skip them.
std::error_code iocp_stream::tie(native_handle handle, socket_family family) noexcept {
  const auto socket = static_cast<SOCKET>(handle);
  if (const std::error_code error = proactor().associate(socket)) return error;
  skips_ = family != socket_family::local && proactor().skip_packets(socket);
  return {};
}

std::optional<std::error_code> iocp_stream::start_connect(const connect_target& target,
                                                          operation& op) noexcept {
  stream_request& native = make_request(op, &connect_done);
  if (family_ == socket_family::local) return connect_now(target);
  if (peer_.address().is_loopback()) refuse_at_once(socket());
  // ConnectEx needs a bound socket.
  share_port(socket());
  const address any = peer_.address().is_v4() ? address::any_v4() : address::any_v6();
  native_address local(endpoint(any, 0));
  if (::bind(socket(), local.data(), local.size()) != 0) return native::last_error();

  // From this call on, another thread may run connect_done, which waits for the lock. So the
  // request and the stream stay until this thread has given the lock back.
  const BOOL at_once = proactor().winsock().connect_ex(socket(), target.address, target.size,
                                                       nullptr, 0, nullptr, &native);
  if (at_once == FALSE) return refusal_of(native);
  return skips_ ? std::optional(confirm({})) : std::nullopt;
}

// ConnectEx does not support Unix domain sockets, and a local connect has no network to wait for.
// So this waits for its end, for a few milliseconds at most, because other threads may wait for the
// lock.
std::error_code iocp_stream::connect_now(const connect_target& target) noexcept {
  u_long non_blocking = 1;
  if (::ioctlsocket(socket(), static_cast<long>(FIONBIO), &non_blocking) != 0) {
    return native::last_error();
  }
  if (::connect(socket(), target.address, target.size) == 0) return {};
  const std::error_code error = native::last_error();
  return error.value() == WSAEWOULDBLOCK ? end_of_connect(socket()) : error;
}

void iocp_stream::connect_done(request& native, std::size_t,
                               const std::error_code& error) noexcept {
  auto& [stream, op] = static_cast<stream_request&>(native).parties;
  std::error_code failure;
  {
    const std::lock_guard lock(stream.lock_);
    failure = stream.connected(stream.confirm(error));
  }
  stream.finish_connect(op, failure);
}

// Needs the lock, after ConnectEx has ended. Without this option the system knows neither the
// peer's nor the local address of the connection.
std::error_code iocp_stream::confirm(const std::error_code& error) noexcept {
  if (error || closing()) return error;
  if (::setsockopt(socket(), SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0) == 0) return {};
  // The peer may have reset the connection meanwhile. Other systems report that as a reset.
  const std::error_code failure = native::last_error();
  return failure.value() == WSAENOTCONN ? system_error(WSAECONNRESET) : failure;
}

}  // namespace naru::detail
