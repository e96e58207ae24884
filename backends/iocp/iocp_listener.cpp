#include "iocp/iocp_listener.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "iocp/iocp_proactor.hpp"
#include "sockets/socket_handle.hpp"

namespace naru::detail {
namespace {

// AcceptEx writes both addresses. Each needs 16 bytes more than the largest address.
constexpr DWORD address_room = sizeof(sockaddr_storage) + 16;

// The status of a request that has ended well: STATUS_SUCCESS.
constexpr ULONG_PTR succeeded = 0;

// The number of lost connections that a slot passes over before other sockets are served.
constexpr int asks_in_a_row = 16;

// The next connection had gone before it could be taken. AcceptEx reports that at once
// (WSAECONNRESET on Microsoft Learn), and takes the one after it when it is called again.
bool is_gone(const std::error_code& error) noexcept {
  return error.value() == WSAECONNRESET || error.value() == WSAECONNABORTED ||
         error.value() == WSAETIMEDOUT;
}

// A packet tells of one connection, or of a request that was cancelled with its thread. After any
// other error the next request might fail in the same way, again and again.
bool may_ask_again(const std::error_code& error) noexcept {
  return !error || is_gone(error) || error == std::errc::operation_canceled ||
         error == std::errc::host_unreachable || error == std::errc::network_unreachable;
}

// The socket of a slot knows of its connection before the packet leaves the port ("AcceptEx" on
// Microsoft Learn asks it in this way). The request itself may not: the thread that takes the
// packet writes the status.
bool is_connected(SOCKET accepting) noexcept {
  constexpr DWORD never = 0xffffffff;
  DWORD seconds = never;
  int size = sizeof seconds;
  auto* const place = reinterpret_cast<char*>(&seconds);
  return ::getsockopt(accepting, SOL_SOCKET, SO_CONNECT_TIME, place, &size) == 0 &&
         seconds != never;
}

}  // namespace

struct iocp_listener::slot : request {
  explicit slot(iocp_listener& owner) noexcept : request(&accept_done), listener(owner) {}

  enum class state : std::uint8_t { idle, asked, filled, emptied };

  /// Whether the system has put a connection here although its packet is not processed yet. Another
  /// thread has the packet, or it is still in the port.
  [[nodiscard]] bool has_come() noexcept {
    if (now != state::asked || incoming == INVALID_SOCKET) return false;
    return std::atomic_ref(Internal).load(std::memory_order_acquire) == succeeded ||
           is_connected(incoming);
  }

  iocp_listener& listener;
  SOCKET incoming = INVALID_SOCKET;
  state now = state::idle;
  std::uint64_t arrival = 0;  // of a filled slot
  alignas(sockaddr_storage) std::array<std::byte, std::size_t{2} * address_room> addresses;
};

iocp_listener::iocp_listener(iocp_proactor& owner, const listen_options& options)
    : listener_base(owner, options.retry_delay),
      proactor_(owner),
      slots_(options.accepts_outstanding, slot(*this)) {}

iocp_listener::~iocp_listener() = default;

// The code that made an adopted handle may have made it skip packets, and no handle can be made to
// queue them again. So skip_packets tells what it does now.
std::error_code iocp_listener::tie(native_handle handle, socket_family) noexcept {
  const auto socket = static_cast<SOCKET>(handle);
  if (const std::error_code error = proactor_.associate(socket)) return error;
  skips_ = adopted() && proactor_.skip_packets(socket);
  return {};
}

// Without packets a request may fill its slot at once.
void iocp_listener::accept_more() noexcept {
  std::error_code error;
  do {
    while (slot* const first = someone_waits() ? first_filled() : nullptr) hand_over(*first);
    for (slot& each : slots_) {
      if (each.now == slot::state::idle && !error) error = ask(each);
    }
  } while (!error && someone_waits() && first_filled() != nullptr);
  if (error) pause_if_idle(error);
}

// The slot whose connection has waited longest. A slot that asks again may have its next connection
// at once, so a lower number of the slot must not count: the connections in others would wait as
// long as clients come.
iocp_listener::slot* iocp_listener::first_filled() noexcept {
  slot* first = nullptr;
  for (slot& each : slots_) {
    if (each.now != slot::state::filled) continue;
    if (first == nullptr || each.arrival < first->arrival) first = &each;
  }
  return first;
}

// If the system does not give the socket its context yet, the packet decides.
void iocp_listener::look_again() noexcept {
  for (slot& each : slots_) {
    if (!someone_waits()) return;
    if (!each.has_come() || !update_context(each)) continue;
    std::error_code unknown;
    deliver_from(each, calls().remote_endpoint(static_cast<native_handle>(each.incoming), unknown));
    each.now = slot::state::emptied;
  }
}

// While a request is outstanding, its end starts the next one.
void iocp_listener::pause_if_idle(const std::error_code& error) noexcept {
  const auto is_idle = [](const slot& each) { return each.now == slot::state::idle; };
  if (std::ranges::all_of(slots_, is_idle)) pause(error);
}

// Passes over lost connections, which are not reported. The program is only told of errors that
// keep the listener from going on.
std::error_code iocp_listener::ask(slot& idle) noexcept {
  for (int asks = 0; asks != asks_in_a_row; ++asks) {
    const std::error_code error = ask_once(idle);
    if (!is_gone(error)) return error;
  }
  return wait_for_turn(idle);
}

// Posts a packet, and the slot asks again when it comes. Other sockets have been served by then.
std::error_code iocp_listener::wait_for_turn(slot& idle) noexcept {
  idle.reset();
  add_hold();
  idle.now = slot::state::asked;
  if (proactor_.queue(idle)) return {};
  // The system refuses a packet only if it is out of memory.
  idle.now = slot::state::idle;
  drop_hold();
  return system_error(WSAENOBUFS);
}

// Asks for the next connection. It does not wait for the first bytes, because a silent client would
// hold the slot.
std::error_code iocp_listener::ask_once(slot& idle) noexcept {
  std::error_code refused;
  const native_handle opened = open_stream_handle(family_, refused);
  if (refused) return refused;
  idle.incoming = static_cast<SOCKET>(opened);
  idle.reset();
  DWORD bytes = 0;
  add_hold();
  idle.now = slot::state::asked;
  // From this call on, another thread may run accept_done, which waits for the lock. The hold keeps
  // the listener, and its slots stay at their place.
  const bool at_once =
      proactor_.winsock().accept_ex(socket(), idle.incoming, idle.addresses.data(), 0, address_room,
                                    address_room, &bytes, &idle) != FALSE;
  if (at_once && skips_) {
    fill(idle);
    drop_hold();
    return {};
  }
  if (at_once || ::WSAGetLastError() == ERROR_IO_PENDING) return {};  // a packet follows
  const std::error_code error = native::last_error();
  empty(idle);
  drop_hold();
  return error;
}

void iocp_listener::fill(slot& asked) noexcept {
  asked.now = slot::state::filled;
  asked.arrival = ++arrivals_;
}

void iocp_listener::empty(slot& filled) noexcept {
  if (filled.incoming != INVALID_SOCKET) {
    native::close(std::exchange(filled.incoming, INVALID_SOCKET));
  }
  filled.now = slot::state::idle;
}

void iocp_listener::accept_done(request& native, std::size_t,
                                const std::error_code& error) noexcept {
  auto& ended = static_cast<slot&>(native);
  iocp_listener& self = ended.listener;
  {
    const std::lock_guard lock(self.lock_);
    // A connection that its client gave up meanwhile brings an error, which is not reported.
    // Without a socket there is no connection: the packet was a turn, or the slot was handed over
    // early.
    if (!error && !self.closing() && ended.incoming != INVALID_SOCKET) {
      self.fill(ended);
    } else {
      self.empty(ended);
    }
    if (self.closing()) {
      self.loop_.remove_work();
    } else if (!may_ask_again(error)) {
      self.pause_if_idle(error);
    } else if (!self.paused()) {
      self.accept_more();
    }
  }
  self.drop_hold();
}

void iocp_listener::hand_over(slot& filled) noexcept {
  if (!update_context(filled)) return empty(filled);
  deliver_from(filled, peer_of(filled));
}

// Without this option shutdown and getsockname fail on the accepted socket.
bool iocp_listener::update_context(const slot& filled) const noexcept {
  return !native::set_option(filled.incoming, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, socket());
}

void iocp_listener::deliver_from(slot& filled, const endpoint& peer) noexcept {
  const SOCKET incoming = std::exchange(filled.incoming, INVALID_SOCKET);
  filled.now = slot::state::idle;
  const std::error_code error = deliver(incoming, peer);
  if (error) native::close(incoming);
  serve_next({error, 0});
}

endpoint iocp_listener::peer_of(slot& filled) const noexcept {
  sockaddr* local = nullptr;
  sockaddr* peer = nullptr;
  int local_size = 0;
  int peer_size = 0;
  proactor_.winsock().get_accept_ex_sockaddrs(filled.addresses.data(), 0, address_room,
                                              address_room, &local, &local_size, &peer, &peer_size);
  return peer != nullptr ? to_endpoint(*peer) : endpoint();
}

// The system has accepted what stands in a slot, so a waiting accept gets it, although its packet
// is still under way. Requests at the system are cancelled before the handle is closed: see
// stream_base::begin_close.
void iocp_listener::close_acceptor() noexcept {
  if (handle_ == no_handle) return;
  if (!loop_.shutting_down()) look_again();
  for (slot& each : slots_) {
    if (each.now == slot::state::filled) empty(each);
    // The added work makes run wait for the end of the request.
    if (each.now == slot::state::asked || each.now == slot::state::emptied) loop_.add_work();
  }
  ::CancelIoEx(reinterpret_cast<HANDLE>(handle_), nullptr);
  native::close(socket());
}

}  // namespace naru::detail
