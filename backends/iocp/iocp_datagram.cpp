#include "iocp/iocp_datagram.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "iocp/iocp_proactor.hpp"
#include "system/windows/network_report.hpp"

namespace naru::detail {
namespace {

// Some calls report an error although a packet follows.
bool is_under_way(const std::error_code& error) noexcept {
  return error.value() == WSA_IO_PENDING || error.value() == WSAEMSGSIZE;
}

// The error concerns earlier datagrams, or the thread that has started the request.
bool leaves_more_to_do(const std::error_code& error) noexcept {
  return is_network_report(error.value()) || is_aborted(error);
}

}  // namespace

struct iocp_datagram::receive_request : request {
  receive_request(iocp_datagram& on, operation& op, const receive_target& into) noexcept
      : request(&receive_done), socket(on), owner(op), target(into) {}

  [[nodiscard]] mutable_buffer buffer() const noexcept {
    return target.is_batch() ? target.batch.front().buffer : target.buffer;
  }

  iocp_datagram& socket;
  operation& owner;
  receive_target target;
  sockaddr_in6 source{};  // fits IPv4 too; the system writes it when a datagram comes
  int source_size = 0;
  DWORD flags = 0;
  bool only_turn = false;  // the packet is the next turn, no datagram
  bool cancelled = false;
};

iocp_datagram::iocp_datagram(iocp_proactor& owner) : datagram_base(owner) {}

iocp_datagram::~iocp_datagram() = default;

std::error_code iocp_datagram::tie(naru::native_handle handle) noexcept {
  const auto error = static_cast<iocp_proactor&>(loop_).associate(static_cast<SOCKET>(handle));
  if (error) return error;
  // No code waits for the handle itself. A failure is ignored, because this only saves time.
  ::SetFileCompletionNotificationModes(reinterpret_cast<HANDLE>(handle),
                                       FILE_SKIP_SET_EVENT_ON_HANDLE);
  return {};
}

std::optional<io_result> iocp_datagram::start_receive(operation& op,
                                                      const receive_target& target) noexcept {
  auto& native = operation_access::emplace_native<receive_request>(op, *this, op, target);
  receives_.push(op);
  const std::error_code error = ask(native);
  if (!error) return std::nullopt;
  receives_.remove(op);
  return io_result{error, 0};
}

// Needs the lock. If this returns no error, a packet brings the result.
std::error_code iocp_datagram::ask(receive_request& native) noexcept {
  for (int asks = 0; asks != reports_in_a_row; ++asks) {
    native.reset();
    native.source_size = sizeof native.source;
    // A receive without room must not take the datagram that it waits for.
    native.flags = native.target.only_waits() ? MSG_PEEK : 0;
    const mutable_buffer buffer = native.buffer();
    WSABUF list{native::room_of(buffer.size()), reinterpret_cast<char*>(buffer.data())};
    // From this call on, another thread may run receive_done, which waits for the lock. So the
    // request stays until this thread has given the lock back.
    if (::WSARecvFrom(socket(), &list, 1, nullptr, &native.flags,
                      reinterpret_cast<sockaddr*>(&native.source), &native.source_size, &native,
                      nullptr) == 0) {
      return {};
    }
    const std::error_code error = native::last_error();
    if (is_under_way(error)) return {};
    if (!is_network_report(error.value())) return error;
  }
  return wait_for_turn(native);
}

// Needs the lock. Posts a packet, and the receive asks again when it comes. Another thread may
// handle it at once, but waits for the lock in receive_done.
std::error_code iocp_datagram::wait_for_turn(receive_request& native) noexcept {
  native.reset();
  native.only_turn = true;
  if (static_cast<iocp_proactor&>(loop_).queue(native)) return {};
  // The system refuses a packet only if it is out of memory.
  native.only_turn = false;
  return system_error(WSAENOBUFS);
}

void iocp_datagram::receive_done(request& native, std::size_t bytes,
                                 const std::error_code& error) noexcept {
  auto& ended = static_cast<receive_request&>(native);
  iocp_datagram& self = ended.socket;
  operation& op = ended.owner;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(self.lock_);
    result = self.received(ended, bytes, error);
    if (result) self.receives_.remove(op);
  }
  if (result) self.loop_.complete(op, *result);
}

// Needs the lock. Returns the result of a request, or nothing if it was started again.
std::optional<io_result> iocp_datagram::received(receive_request& native, std::size_t bytes,
                                                 const std::error_code& error) noexcept {
  const bool truncated = error.value() == WSAEMSGSIZE;
  const bool only_turn = std::exchange(native.only_turn, false);
  if (only_turn || (error && !truncated)) {
    if (closing() || native.cancelled) return io_result{canceled(), 0};
    if (error && !leaves_more_to_do(error)) return io_result{error, 0};
    const std::error_code refused = ask(native);
    return refused ? std::optional(io_result{refused, 0}) : std::nullopt;
  }
  const receive_target& target = native.target;
  if (target.only_waits()) return io_result{};
  datagram came;
  came.buffer = native.buffer();
  came.size = bytes;
  came.source = to_endpoint(reinterpret_cast<const sockaddr&>(native.source));
  came.truncated = truncated;
  if (!target.is_batch()) return target.take(came);
  target.batch.front() = came;
  std::size_t count = 1;
  if (target.batch.size() > 1 && !closing()) {
    const auto most = std::min(target.batch.size(), datagrams_per_call) - 1;
    const auto rest = receive_datagrams(handle_, target.batch.subspan(1, most));
    if (rest && !rest->error) count += rest->bytes;
  }
  return batch_of(target.batch.first(count));
}

// An overlapped send is started only after a call that would have blocked. That call has checked
// the size of the datagram. Otherwise a datagram that is too large might be reported twice, by the
// call and by a packet.
std::error_code iocp_datagram::wait_to_send() noexcept {
  if (!turn_over_) return ask_to_send(request_of(*sends_.front()));
  // The system refuses a packet only if it is out of memory.
  return wait_for_turn() ? std::error_code() : system_error(WSAENOBUFS);
}

// Needs the lock. Returns false if the system refuses the packet. The packet may be handled by
// another thread, which waits for the lock in send_done.
bool iocp_datagram::wait_for_turn() noexcept {
  waiting_.reset();
  waiting_.cancelled = false;
  waiting_.only_turn = static_cast<iocp_proactor&>(loop_).queue(waiting_);
  waiting_.outstanding = waiting_.only_turn;
  return waiting_.outstanding;
}

// Needs the lock. If this returns no error, a packet brings the result.
std::error_code iocp_datagram::ask_to_send(send_request& next) noexcept {
  std::array<WSABUF, buffers_per_call> list;  // only the first ones are set; Winsock copies them
  const buffer_cursor<const_buffer> buffers =
      next.is_batch ? buffer_cursor<const_buffer>(std::span(&next.batch[next.sent].payload, 1))
                    : next.buffers;
  const std::size_t count = buffers.count();
  for (std::size_t i = 0; i < count; ++i) {
    auto* const data = const_cast<std::byte*>(buffers[i].data());  // WSASendTo only reads
    list[i] = {static_cast<ULONG>(buffers[i].size()), reinterpret_cast<char*>(data)};
  }
  const endpoint* const destination = next.target();
  if (destination != nullptr) waiting_.target = native_address(reachable(*destination, family_));
  waiting_.cancelled = false;
  waiting_.only_turn = false;
  for (int tries = 1;; ++tries) {
    waiting_.reset();
    waiting_.outstanding = true;
    // From this call on, another thread may run send_done, which waits for the lock. waiting_ is a
    // member of the socket, and op stays in sends_ until then.
    if (::WSASendTo(socket(), list.data(), static_cast<DWORD>(count), nullptr, 0,
                    destination != nullptr ? waiting_.target.data() : nullptr,
                    destination != nullptr ? waiting_.target.size() : 0, &waiting_, nullptr) == 0) {
      return {};
    }
    const std::error_code error = native::last_error();
    if (error.value() == WSA_IO_PENDING) return {};
    waiting_.outstanding = false;
    if (!is_network_report(error.value()) || tries == send_tries) return error;
  }
}

void iocp_datagram::send_done(request& native, std::size_t bytes,
                              const std::error_code& error) noexcept {
  iocp_datagram& self = static_cast<waiting_send&>(native).socket;
  const std::lock_guard lock(self.lock_);
  self.waiting_.outstanding = false;
  self.sent(bytes, error);
}

// Needs the lock. The datagram at the front of the row was sent, or its request has failed, or its
// turn has come.
void iocp_datagram::sent(std::size_t bytes, const std::error_code& error) noexcept {
  operation& op = *sends_.front();
  send_request& request = request_of(op);
  std::optional<io_result> result;
  const bool has_left = !error && !waiting_.only_turn;
  if (has_left && request.is_batch) count_sent(request, 1);
  const bool all = has_left && (!request.is_batch || request.sent == request.batch.size());
  if (all) {
    result = io_result{{}, request.is_batch ? request.sent : bytes};
  } else if (closing() || waiting_.cancelled) {
    result = ended(request, canceled());
  } else if (error && !leaves_more_to_do(error)) {
    result = ended(request, error);
  }
  if (result) {
    sends_.pop();
    loop_.complete(op, *result);
  }
  if (!closing()) send_more();
}

void iocp_datagram::cancel_receive(operation& op) noexcept {
  auto& native = *static_cast<receive_request*>(operation_access::native(op));
  native.cancelled = true;
  settle(socket(), native);
  ::CancelIoEx(file(), &native);  // ERROR_NOT_FOUND: the request has ended
}

bool iocp_datagram::cancel_waiting_send() noexcept {
  if (!waiting_.outstanding) return false;
  waiting_.cancelled = true;
  settle(socket(), waiting_);
  ::CancelIoEx(file(), &waiting_);
  return true;
}

// The order is the same as for streams. Operations with a request at the system complete by their
// packets.
void iocp_datagram::close_tied() noexcept {
  operation* const with_system = waiting_.outstanding ? sends_.pop() : nullptr;
  abandon_sends(canceled());
  if (with_system != nullptr) sends_.push(*with_system);
  for (operation* op = receives_.front(); op != nullptr; op = operation_access::next(*op)) {
    settle(socket(), *static_cast<receive_request*>(operation_access::native(*op)));
  }
  if (with_system != nullptr) settle(socket(), waiting_);
  ::CancelIoEx(file(), nullptr);
  native::close(socket());
}

new_datagram make_iocp_datagram(loop& owner) {
  return new_datagram(new iocp_datagram(static_cast<iocp_proactor&>(owner)));
}

}  // namespace naru::detail
