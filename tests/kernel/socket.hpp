// socket: a socket of the kernel, with the requests that wait on it.
//
// Each kind of request has a function that tries to carry it out (`attempt`). A request that cannot
// be carried out waits in a row, and `advance` tries the rows again whenever something has changed.
// All of this needs the kernel's lock.
#pragma once

#include <memory>
#include <optional>

#include "byte_queue.hpp"
#include "file_identity.hpp"
#include "place.hpp"
#include "port.hpp"
#include "status.hpp"

namespace kernel {

struct socket;

/// One side of a connection.
struct connection {
  connection() = default;
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  static void* operator new(std::size_t) { return allocator<connection>().allocate(1); }
  static void operator delete(void* place) noexcept {
    allocator<connection>().deallocate(static_cast<connection*>(place), 1);
  }

  /// Ends this side with a reset, which the peer sees at once.
  void reset() noexcept;

  socket* owner = nullptr;     // null while the connection waits in a backlog
  connection* peer = nullptr;  // null when the peer's side is closed
  byte_queue incoming;
  std::size_t room = 0;         // the most bytes that `incoming` holds
  bool peer_has_ended = false;  // no more bytes follow those in `incoming`
  bool has_ended = false;       // this side sends no more
  bool was_reset = false;
  place local;
  place remote;
};

struct outcome {
  status how = status::success;
  DWORD bytes = 0;
};

struct request {
  enum class kind : std::uint8_t { receive, send, receive_from, send_to, accept, connect };

  kind what = kind::receive;
  OVERLAPPED* native = nullptr;  // null for a call that does not end by a packet
  vector<WSABUF> buffers;
  std::size_t moved = 0;
  bool peeks = false;
  bool cancelled = false;  // it ends soon, unless something comes before
  // For a receive_from; null if the caller does not ask.
  sockaddr* source = nullptr;
  int* source_size = nullptr;
  // For a send_to and a connect. A send_to without one goes to the peer.
  std::optional<place> target;
  // For an accept.
  std::shared_ptr<socket> incoming;
  std::byte* addresses = nullptr;
  DWORD local_room = 0;
};

struct datagram {
  place source;
  vector<std::byte> bytes;
};

struct socket final : object {
  socket(int its_family, int its_type) noexcept : family(its_family), type(its_type) {}
  ~socket() override;

  int family;
  int type;
  bool overlapped = true;
  bool non_blocking = false;
  bool v6_only = true;
  bool reuses = false;
  bool exclusive = false;
  bool broadcasts = false;
  bool reports = true;  // failed sends of datagrams fail a later call
  bool hears_itself = true;
  bool lingers = false;
  int linger_seconds = 0;
  int receive_room = 65536;
  int send_room = 65536;

  std::optional<place> local;  // empty until the socket is bound
  made_file file;              // of a Unix domain socket that is bound
  std::optional<place> peer;   // of a connected datagram socket

  // Of a stream.
  int failure = 0;  // of a connect that did not wait
  std::unique_ptr<connection> link;
  bool knows_link = false;  // its context was updated after AcceptEx or ConnectEx

  // Of a listener.
  bool listens = false;
  std::size_t backlog_max = 0;
  deque<std::unique_ptr<connection>> backlog;

  // Of a datagram socket.
  deque<datagram> datagrams;
  std::size_t datagram_bytes = 0;
  bool has_report = false;  // a datagram found its port closed
  vector<place> groups;

  std::shared_ptr<kernel::port> port;
  ULONG_PTR key = 0;
  bool skips = false;  // no packet for a request that succeeds at once

  deque<request> receives;  // and accepts
  deque<request> sends;     // and connects
  bool advances = false;    // its requests are being tried
  bool advances_again = false;
};

/// Carries a new request out as far as possible. Empty if it has to wait.
[[nodiscard]] std::optional<outcome> attempt(socket& on, request& what);
/// Tries the waiting requests again. If the socket is being tried already, that goes on.
void advance(socket& which);
/// Ends all requests that wait on the socket.
void end_requests(socket& of, status how) noexcept;
/// Ends those requests that were cancelled and have not ended yet.
void end_cancelled(socket& of);
/// Ends a request that waits, and queues its packet.
void finish(socket& on, request& ended, const outcome& result) noexcept;

// The kinds of requests.
[[nodiscard]] std::optional<outcome> attempt_receive(socket& on, request& what);
[[nodiscard]] std::optional<outcome> attempt_send(socket& on, request& what);
[[nodiscard]] std::optional<outcome> attempt_receive_from(socket& on, request& what);
[[nodiscard]] std::optional<outcome> attempt_send_to(socket& on, request& what);
[[nodiscard]] std::optional<outcome> attempt_accept(socket& on, request& what);
[[nodiscard]] std::optional<outcome> attempt_connect(socket& on, request& what);

/// Tells the peer that the sending side has ended, if nothing waits to be sent any more.
void tell_end(socket& of);

// The network: which socket is bound to which place.

/// Binds the socket. Returns an error of Winsock, or 0.
[[nodiscard]] int bind_to(const std::shared_ptr<socket>& which, place where);
/// Keeps an accepted connection in the table, because its port is in use too.
void enter(socket& which);
/// Removes the socket from the table.
void leave(socket& which) noexcept;
[[nodiscard]] socket* find_listener(const place& target) noexcept;
/// Calls `each(socket&)` for every datagram socket that a datagram to the target reaches.
[[nodiscard]] vector<socket*> find_receivers(const socket& from, const place& source,
                                             const place& target);

/// The socket that the handle leads to, or null.
[[nodiscard]] std::shared_ptr<socket> find_socket(handle number) noexcept;

}  // namespace kernel
