#include "iocp/iocp_stream.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "iocp/iocp_proactor.hpp"
#include "iocp/stream_request.hpp"

namespace naru::detail {
namespace {

// One request's share of a send or of an exact receive: the system locks the memory of what it has
// not transferred yet, and refuses with WSAENOBUFS when too much is locked.
constexpr std::size_t piece_bytes_max = std::size_t{1} << 20U;

// How many of them go out at a time, where the system takes each at once.
constexpr int pieces_in_a_row = 4;

// A row of buffers as Winsock wants to see it. May lie on the stack: Winsock copies it.
struct native_buffers {
  std::array<WSABUF, buffers_per_call> list;  // only the first `count` are set
  DWORD count = 0;
  std::size_t bytes = 0;

  template <class Buffer>
  native_buffers(const buffer_cursor<Buffer>& from, std::size_t most) noexcept {
    for (std::size_t i = 0; i < from.count() && bytes < most; ++i) {
      const std::size_t length = std::min(from[i].size(), most - bytes);
      auto* const data = const_cast<std::byte*>(from[i].data());  // WSASend only reads
      list[count++] = {static_cast<ULONG>(length), reinterpret_cast<char*>(data)};
      bytes += length;
    }
  }
};

// Winsock counts in 32 bits.
constexpr std::size_t receive_bytes_max = std::size_t{1} << 30U;

io_result canceled_after(std::size_t bytes) noexcept {
  return {std::make_error_code(std::errc::operation_canceled), bytes};
}

}  // namespace

struct iocp_stream::receive_request : stream_request {
  using stream_request::stream_request;

  [[nodiscard]] io_result received(const std::error_code& error, std::size_t bytes) const noexcept {
    const bool ended = !error && bytes == 0 && has_room;
    return parties.stream.outcome(ended ? make_error_code(error::end_of_stream) : error, bytes);
  }

  bool has_room = false;  // zero bytes mean the end of the stream
};

struct iocp_stream::exact_request : stream_request {
  exact_request(function on_completion, iocp_stream& stream, operation& op,
                std::span<const mutable_buffer> buffers) noexcept
      : stream_request(on_completion, stream, op), left(buffers) {}

  buffer_cursor<mutable_buffer> left;
  std::size_t done = 0;
  bool queued = false;  // the packet is the program's own: no bytes say nothing
};

struct iocp_stream::send_request : stream_request {
  send_request(function on_completion, iocp_stream& stream, operation& op,
               std::span<const const_buffer> buffers) noexcept
      : stream_request(on_completion, stream, op), left(buffers) {}

  buffer_cursor<const_buffer> left;
  std::size_t done = 0;
};

iocp_stream::iocp_stream(iocp_proactor& owner) : stream_base(owner) {}

iocp_proactor& iocp_stream::proactor() const noexcept { return static_cast<iocp_proactor&>(loop_); }

submission iocp_stream::receive(std::span<const mutable_buffer> buffers, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = begin_transfer(direction::receive, op);
    if (!refused) {
      auto& native =
          operation_access::emplace_native<receive_request>(op, &receive_done, *this, op);
      result = start_receive(native, buffer_cursor<mutable_buffer>(buffers));
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

// With the lock held: the result where there is one already.
std::optional<io_result> iocp_stream::start_receive(
    receive_request& native, const buffer_cursor<mutable_buffer>& buffers) noexcept {
  native_buffers list(buffers, receive_bytes_max);
  native.has_room = list.bytes != 0;
  DWORD flags = 0;
  DWORD bytes = 0;
  if (::WSARecv(handle_, list.list.data(), list.count, &bytes, &flags, &native, nullptr) == 0) {
    return skips_ ? std::optional(native.received({}, bytes)) : std::nullopt;
  }
  const std::optional<std::error_code> error = refusal(native);
  return error ? std::optional(native.received(*error, 0)) : std::nullopt;
}

void iocp_stream::receive_done(request& native, std::size_t bytes,
                               const std::error_code& error) noexcept {
  auto& ended = static_cast<receive_request&>(native);
  auto& [stream, op] = ended.parties;
  stream.loop_.complete(op, ended.received(error, bytes));
}

submission iocp_stream::receive_exactly(std::span<const mutable_buffer> buffers, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = begin_transfer(direction::receive, op);
    if (!refused) {
      auto& native =
          operation_access::emplace_native<exact_request>(op, &exactly_done, *this, op, buffers);
      result = start_exactly(native);
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

// With the lock held: receives until a packet is due or no room is left; then the result.
std::optional<io_result> iocp_stream::start_exactly(exact_request& native) noexcept {
  for (int pieces = 0; !native.left.finished(); ++pieces) {
    native.reset();
    // The rest has its turn after the others, by way of the port.
    native.queued = pieces == pieces_in_a_row && proactor().queue(native);
    if (native.queued) return std::nullopt;
    if (native.has_looked_enough()) return canceled_after(native.done);
    native_buffers list(native.left, piece_bytes_max);
    DWORD flags = 0;
    DWORD bytes = 0;
    if (::WSARecv(handle_, list.list.data(), list.count, &bytes, &flags, &native, nullptr) != 0) {
      const std::optional<std::error_code> error = refusal(native);
      return error ? std::optional(outcome(*error, native.done)) : std::nullopt;
    }
    if (!skips_) return std::nullopt;
    if (bytes == 0) return outcome(error::end_of_stream, native.done);
    native.left.advance(bytes);
    native.done += bytes;
  }
  return outcome({}, native.done);
}

void iocp_stream::exactly_done(request& native, std::size_t bytes,
                               const std::error_code& error) noexcept {
  auto& ended = static_cast<exact_request&>(native);
  auto& [stream, op] = ended.parties;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(stream.lock_);
    result = stream.received(ended, bytes, error);
  }
  if (result) stream.loop_.complete(op, *result);
}

// With the lock held: one request of an exact receive has ended; the result if that was all.
std::optional<io_result> iocp_stream::received(exact_request& native, std::size_t bytes,
                                               const std::error_code& error) noexcept {
  native.left.advance(bytes);
  native.done += bytes;
  if (error || native.left.finished()) return outcome(error, native.done);
  if (bytes == 0 && !native.queued) return outcome(error::end_of_stream, native.done);
  if (closing()) return canceled_after(native.done);
  return go_on(native);
}

// With the lock held. A cancelled receive still takes what the socket holds, because that came
// before the cancel. The request that finds nothing is cancelled, too, and ends the operation.
std::optional<io_result> iocp_stream::go_on(exact_request& native) noexcept {
  const std::optional<io_result> result = start_exactly(native);
  if (!result && native.cancelled) withdraw(native);
  return result;
}

submission iocp_stream::send(std::span<const const_buffer> buffers, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = begin_transfer(direction::send, op);
    if (!refused) {
      auto& native =
          operation_access::emplace_native<send_request>(op, &send_done, *this, op, buffers);
      result = start_send(native);
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

// With the lock held: sends until a packet is due or nothing is left; then the result.
std::optional<io_result> iocp_stream::start_send(send_request& native) noexcept {
  for (int pieces = 0; !native.left.finished(); ++pieces) {
    native.reset();
    // The rest has its turn after the others, by way of the port.
    if (pieces == pieces_in_a_row && proactor().queue(native)) return std::nullopt;
    if (native.has_looked_enough()) return canceled_after(native.done);
    native_buffers list(native.left, piece_bytes_max);
    DWORD bytes = 0;
    if (::WSASend(handle_, list.list.data(), list.count, &bytes, 0, &native, nullptr) != 0) {
      const std::optional<std::error_code> error = refusal(native);
      return error ? std::optional(outcome(*error, native.done)) : std::nullopt;
    }
    if (!skips_) return std::nullopt;
    native.left.advance(bytes);
    native.done += bytes;
  }
  return outcome({}, native.done);
}

void iocp_stream::send_done(request& native, std::size_t bytes,
                            const std::error_code& error) noexcept {
  auto& ended = static_cast<send_request&>(native);
  auto& [stream, op] = ended.parties;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(stream.lock_);
    result = stream.sent(ended, bytes, error);
  }
  if (result) stream.loop_.complete(op, *result);
}

// With the lock held: one request of a send has ended; the result if that was all.
std::optional<io_result> iocp_stream::sent(send_request& native, std::size_t bytes,
                                           const std::error_code& error) noexcept {
  native.left.advance(bytes);
  native.done += bytes;
  if (error || native.left.finished()) return outcome(error, native.done);
  if (closing()) return canceled_after(native.done);
  return go_on(native);
}

// With the lock held. A cancelled send still fills the room that there is, as a cancelled receive
// takes what there is.
std::optional<io_result> iocp_stream::go_on(send_request& native) noexcept {
  const std::optional<io_result> result = start_send(native);
  if (!result && native.cancelled) withdraw(native);
  return result;
}

iocp_stream::stream_request& iocp_stream::request_of(operation& op) noexcept {
  return *static_cast<stream_request*>(operation_access::native(op));
}

void iocp_stream::cancel_native(direction which) noexcept {
  stream_request& native = request_of(*pending(which));
  native.cancelled = true;
  withdraw(native);
}

// With the lock held, without which another thread could free the request meanwhile.
void iocp_stream::withdraw(request& native) noexcept {
  settle(handle_, native);
  ::CancelIoEx(reinterpret_cast<HANDLE>(handle_), &native);  // ERROR_NOT_FOUND: it has ended
}

// In this order: closesocket alone would reset the connection where a receive is pending.
void iocp_stream::close_native(close_mode mode) noexcept {
  if (handle_ == INVALID_SOCKET) return;
  if (mode == close_mode::reset) native::set_option(handle_, SOL_SOCKET, SO_LINGER, linger{1, 0});
  for (const direction which : {direction::receive, direction::send}) {
    if (operation* const op = pending(which)) settle(handle_, request_of(*op));
  }
  ::CancelIoEx(reinterpret_cast<HANDLE>(handle_), nullptr);
}

void iocp_stream::close_slowly() noexcept {
  if (handle_ != INVALID_SOCKET) native::close(std::exchange(handle_, INVALID_SOCKET));
}

std::error_code iocp_stream::shutdown_send() noexcept {
  const std::lock_guard lock(lock_);
  if (const std::error_code refused = may_shut_down()) return refused;
  return ::shutdown(handle_, SD_SEND) == 0 ? std::error_code() : native::last_error();
}

endpoint iocp_stream::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = usable();
  if (error) return {};
  native_address local;
  const bool known = ::getsockname(handle_, local.data(), local.length()) == 0;
  error = known ? std::error_code() : native::last_error();
  return known ? local.to_endpoint() : endpoint();
}

}  // namespace naru::detail
