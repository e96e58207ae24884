#include "epoll/epoll_stream.hpp"

#include <limits>

#include "epoll/epoll_proactor.hpp"
#include "system/linux/stream_transfer.hpp"
#include "system/posix/descriptors.hpp"

namespace naru::detail {
namespace {

// At most this many pieces are moved in a row while the system takes or gives each at once; then
// other sockets are served.
constexpr int pieces_in_a_row = 4;

// The largest number of bytes that one call can report.
constexpr std::size_t receive_bytes_max = std::numeric_limits<ssize_t>::max();

bool is_would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

epoll_stream::epoll_stream(epoll_proactor& owner)
    : stream_base(owner), watch_(owner.events(), *this) {}

// The registration begins with the first wait. No call blocks: each has MSG_DONTWAIT.
std::error_code epoll_stream::tie(native_handle, socket_family) noexcept {
  return watch_.reserve();
}

// The handle that the caller gets does not block, as on the other backends.
std::error_code epoll_stream::untie() noexcept {
  if (!native::set_non_blocking(native::to_handle(handle_))) return native::last_error();
  return watch_.end(handle_);
}

// From want on, another thread may have an event, which waits for the lock.
std::optional<io_result> epoll_stream::wait_for(direction which, bool again) noexcept {
  const bool receives = which == direction::receive;
  const std::uint32_t events = receives ? receive_events : all_events;
  if (const std::error_code error = watch_.want(handle_, events, again)) {
    return receives ? io_result{error, receive_.moved} : io_result{error, send_.moved};
  }
  (receives ? receiving_ : sending_) = true;
  return std::nullopt;
}

// A cancelled receive looks in any case.
std::optional<io_result> epoll_stream::start_receive(operation&) noexcept {
  for (int pieces = 0; readable_ || receive_.cancelled; ++pieces) {
    if (receive_.has_looked_enough()) return canceled_after(receive_.moved);
    if (pieces == pieces_in_a_row && !receive_.cancelled) {
      return wait_for(direction::receive, /*again=*/true);
    }
    if (const std::optional<io_result> result = look_for_bytes()) return result;
    if (!readable_ && receive_.cancelled) return canceled_after(receive_.moved);
  }
  return wait_for(direction::receive, /*again=*/false);
}

// Makes one look. A look that fills its buffers may have left something behind. One that does not
// has taken everything, and the system tells of what comes after it. That is not so if an event
// told of the end of the stream, or of urgent data, at which a look stops.
std::optional<io_result> epoll_stream::look_for_bytes() noexcept {
  if (receive_.left.finished()) {  // a receive without room waits for bytes and takes none
    readable_ = is_ready(native::to_handle(handle_), POLLIN);
    return readable_ ? std::optional(io_result{}) : std::nullopt;
  }
  if (end_) return received(0, end_);
  const bool is_local = family_ == socket_family::local;
  const std::size_t most = receive_.wanted == extent::all ? piece_bytes_max : receive_bytes_max;
  bool emptied = false;
  const ssize_t bytes =
      receive_now(native::to_handle(handle_), receive_.left, most, is_local, emptied);
  readable_ = !emptied || ends_;
  if (bytes >= 0) return received(static_cast<std::size_t>(bytes), {});
  if (is_would_block(errno)) {
    readable_ = false;
    return std::nullopt;
  }
  end_ = native::last_error();
  return received(0, end_);
}

std::optional<io_result> epoll_stream::start_send(operation&) noexcept {
  for (int pieces = 0;; ++pieces) {
    if (send_.has_looked_enough()) return canceled_after(send_.moved);
    if (pieces == pieces_in_a_row && !send_.cancelled) {
      return wait_for(direction::send, /*again=*/true);
    }
    const ssize_t bytes = send_now(native::to_handle(handle_), send_.left, piece_bytes_max);
    if (bytes < 0 && is_would_block(errno)) break;
    const std::error_code error = bytes < 0 ? native::last_error() : std::error_code();
    const std::size_t moved = bytes < 0 ? 0 : static_cast<std::size_t>(bytes);
    if (const std::optional<io_result> result = sent(moved, error)) return result;
  }
  if (send_.cancelled) return canceled_after(send_.moved);
  return wait_for(direction::send, /*again=*/false);
}

// Needs the lock. Goes on with a transfer that waits.
template <direction Which>
void epoll_stream::resume() noexcept {
  operation& op = *pending(Which);
  (Which == direction::receive ? receiving_ : sending_) = false;
  const std::optional<io_result> result = go_on(Which, op);
  if (!result) return;
  free_place(Which, op);
  loop_.complete(op, *result);
}

// A place that was taken over, or an event that another thread has overtaken, makes a socket look
// in vain at worst.
void epoll_stream::ready(std::uint32_t events, place_lock& place) noexcept {
  std::unique_lock lock(lock_);
  if (closing() || handle_ == no_handle) return;
  if ((events & end_events) != 0) ends_ = true;  // also with the event that ends a connect
  if (connecting_) {
    std::error_code error;
    if (!look_for_connection(error)) return;
    operation& op = *send_.pending;
    const std::error_code failure = connected(error);
    lock.unlock();
    place.unlock();  // a stream that failed to connect closes and leaves its place
    return finish_connect(op, failure);
  }
  if ((events & (EPOLLIN | end_events)) != 0) readable_ = true;
  if (receiving_ && readable_) resume<direction::receive>();
  if (sending_ && (events & (EPOLLOUT | end_events)) != 0) resume<direction::send>();
}

void epoll_stream::cancel_native(direction which) noexcept {
  if (which == direction::send && connecting_) return cancel_connect();
  which == direction::receive ? resume<direction::receive>() : resume<direction::send>();
}

void epoll_stream::close_handle() noexcept {
  watch_.leave();
  if (handle_ != no_handle) native::close(native::to_handle(handle_));
}

}  // namespace naru::detail
