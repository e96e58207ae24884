#include "iocp/iocp_stream.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "iocp/iocp_proactor.hpp"
#include "iocp/stream_request.hpp"

namespace naru::detail {
namespace {

// A large transfer is started in pieces. At most this many are started in a row while each finishes
// immediately; then other operations are served.
constexpr int pieces_in_a_row = 4;

// The buffers of one piece as Winsock takes them. The system locks the memory of a request until it
// is transferred, and refuses with WSAENOBUFS if too much is locked. So no request is larger than a
// piece. The object may be on the stack, because Winsock copies the list.
struct native_buffers {
  std::array<WSABUF, buffers_per_call> list;  // only the first `count` are set
  DWORD count = 0;

  template <class Buffer>
  explicit native_buffers(const buffer_cursor<Buffer>& from) noexcept {
    std::size_t most = piece_bytes_max;
    for (std::size_t i = 0; i < from.count() && most != 0; ++i) {
      const std::size_t length = std::min(from[i].size(), most);
      auto* const data = const_cast<std::byte*>(from[i].data());  // WSASend only reads
      list[count++] = {static_cast<ULONG>(length), reinterpret_cast<char*>(data)};
      most -= length;
    }
  }
};

}  // namespace

iocp_stream::iocp_stream(iocp_proactor& owner) : stream_base(owner) {}

iocp_proactor& iocp_stream::proactor() const noexcept { return static_cast<iocp_proactor&>(loop_); }

iocp_stream::stream_request& iocp_stream::make_request(operation& op,
                                                       request::function on_completion) noexcept {
  return operation_access::emplace_native<stream_request>(op, on_completion, *this, op);
}

// Receives until a packet will come later, or the transfer has ended. After the call of WSARecv
// another thread may already handle that packet. That thread either waits for the lock, or touches
// nothing that this function still uses.
std::optional<io_result> iocp_stream::start_receive(operation& op) noexcept {
  stream_request& native = make_request(op, &receive_done);
  for (int pieces = 0;; ++pieces) {
    if (pieces == pieces_in_a_row && wait_for_turn<direction::receive>(native)) return std::nullopt;
    if (receive_.has_looked_enough()) return canceled_after(receive_.moved);
    native_buffers list(receive_.left);
    DWORD flags = 0;
    DWORD bytes = 0;
    if (::WSARecv(socket(), list.list.data(), list.count, &bytes, &flags, &native, nullptr) != 0) {
      const std::optional<std::error_code> error = refusal_of(native);
      if (error) return received(0, *error);
      if (receive_.cancelled) withdraw(native);
      return std::nullopt;
    }
    if (!skips_) return std::nullopt;
    const std::optional<io_result> result = received(bytes, {});
    if (result) return result;
    native.reset();
  }
}

void iocp_stream::receive_done(request& native, std::size_t bytes,
                               const std::error_code& error) noexcept {
  const auto parties = static_cast<stream_request&>(native).parties;
  iocp_stream& stream = parties.stream;
  stream.end(direction::receive, parties.op, [&] {
    std::optional<io_result> result;
    if (!stream.is_interrupted(error)) {
      result = stream.received(bytes, error);
    } else if (bytes != 0) {
      result = stream.received(bytes, {});
    }
    return result ? result : stream.go_on(direction::receive, parties.op);
  });
}

// Needs the lock. Nobody has cancelled the receive. A send is not started again, because an unknown
// part of it may have reached the network.
bool iocp_stream::is_interrupted(const std::error_code& error) const noexcept {
  return is_aborted(error) && !receive_.cancelled && !closing();
}

// Sends until a packet will come later, or the transfer has ended. After WSASend the same holds as
// after WSARecv above.
std::optional<io_result> iocp_stream::start_send(operation& op) noexcept {
  stream_request& native = make_request(op, &send_done);
  for (int pieces = 0;; ++pieces) {
    if (pieces == pieces_in_a_row && wait_for_turn<direction::send>(native)) return std::nullopt;
    if (send_.has_looked_enough()) return canceled_after(send_.moved);
    native_buffers list(send_.left);
    DWORD bytes = 0;
    if (::WSASend(socket(), list.list.data(), list.count, &bytes, 0, &native, nullptr) != 0) {
      const std::optional<std::error_code> error = refusal_of(native);
      if (error) return sent(0, *error);
      if (send_.cancelled) withdraw(native);
      return std::nullopt;
    }
    if (!skips_) return std::nullopt;
    const std::optional<io_result> result = sent(bytes, {});
    if (result) return result;
    native.reset();
  }
}

void iocp_stream::send_done(request& native, std::size_t bytes,
                            const std::error_code& error) noexcept {
  const auto parties = static_cast<stream_request&>(native).parties;
  parties.stream.end(direction::send, parties.op, [&] {
    const std::optional<io_result> result = parties.stream.sent(bytes, error);
    return result ? result : parties.stream.go_on(direction::send, parties.op);
  });
}

// Needs the lock. Posts a packet to the completion port, so that this transfer goes on after the
// completions that already wait there. Returns false if the system is out of memory for the packet;
// then the caller goes on at once.
template <direction Which>
bool iocp_stream::wait_for_turn(stream_request& native) noexcept {
  const request::function usual = std::exchange(native.completed, &turn_came<Which>);
  if (proactor().queue(native)) return true;
  native.completed = usual;
  return false;
}

// The packet was posted by wait_for_turn: 0 bytes are not the end of the stream.
template <direction Which>
void iocp_stream::turn_came(request& native, std::size_t, const std::error_code&) noexcept {
  const auto parties = static_cast<stream_request&>(native).parties;
  parties.stream.end(Which, parties.op, [&] { return parties.stream.go_on(Which, parties.op); });
}

void iocp_stream::cancel_native(direction which) noexcept {
  withdraw(*static_cast<stream_request*>(operation_access::native(*pending(which))));
}

// Needs the lock; otherwise another thread could free the request during the call.
void iocp_stream::withdraw(request& native) noexcept {
  settle(socket(), native);
  ::CancelIoEx(reinterpret_cast<HANDLE>(handle_),
               &native);  // ERROR_NOT_FOUND: the request has ended, or waits for its turn
}

void iocp_stream::close_handle() noexcept {
  if (handle_ != no_handle) native::close(socket());
}

}  // namespace naru::detail
