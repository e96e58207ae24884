#include "simulated/simulated_stream.hpp"

#include <limits>

#include "simulated/packet_flights.hpp"
#include "simulated/simulated_proactor.hpp"
#include "values/as_error.hpp"
#include "values/is_shortage.hpp"
#include "values/reachable.hpp"

namespace naru::detail {
namespace {

// At most this many pieces are moved in a row; then other sockets are served.
constexpr int pieces_in_a_row = 4;

}  // namespace

simulated_stream::simulated_stream(simulated_proactor& owner)
    : stream_base(owner), network_watcher(owner) {}

simulated_proactor& simulated_stream::owner() const noexcept {
  return static_cast<simulated_proactor&>(loop_);
}

socket_calls& simulated_stream::calls() const noexcept { return owner().calls(); }

std::error_code simulated_stream::tie(native_handle handle, socket_family) noexcept {
  socket_ = owner().around().sockets.find(handle);
  if (socket_ == nullptr) return std::make_error_code(std::errc::bad_file_descriptor);
  if (socket_->wire) socket_->wire->watch(socket_->me, this);
  return {};
}

std::error_code simulated_stream::untie() noexcept {
  return std::make_error_code(std::errc::operation_not_supported);
}

std::optional<std::error_code> simulated_stream::start_connect(const connect_target&,
                                                               operation&) noexcept {
  if (const std::error_code refused = as_error([this] { return begin_attempt(); })) return refused;
  connecting_ = true;
  return std::nullopt;
}

std::error_code simulated_stream::begin_attempt() {
  network_host& host = owner().host();
  const endpoint target = reachable(peer_);  // 0.0.0.0 may have been mapped
  const std::optional<address> source = host.source_for(target.address());
  if (!source || is_for_many(target.address())) {  // a stream has one peer
    return std::make_error_code(std::errc::network_unreachable);
  }
  random_source& random = owner().around().random;
  const std::error_code failure = host.fault_of(system_call::connect, random);
  if (failure && random.below(2) == 0) return failure;
  const std::uint16_t port = socket_->port.hold(host.stream_ports, 0);
  if (port == 0) return std::make_error_code(std::errc::address_not_available);
  socket_->local = {*source, port};
  socket_->wire = std::make_shared<connection>(owner().around().net, host, socket_->local, target);
  socket_->wire->watch(socket_->me, this);
  failure ? socket_->wire->begin_in_vain(failure) : socket_->wire->begin();
  return {};
}

// A call of the system that moves bytes. If it fails, the connection is broken, unless something
// was missing.
template <class Transfer>
connection::outcome simulated_stream::call(system_call which, Transfer transfer) {
  const std::error_code failure = owner().host().fault_of(which, owner().around().random);
  if (!failure) return transfer();
  if (!is_shortage(failure)) socket_->wire->break_off(socket_->me, failure);
  return {.error = failure};
}

// The driver runs other proactors before the event comes.
std::optional<io_result> simulated_stream::give_way(direction which) noexcept {
  (which == direction::receive ? receiving_ : sending_) = true;
  socket_->wire->look_later(socket_->me);
  return std::nullopt;
}

std::optional<io_result> simulated_stream::start_receive(operation&) noexcept {
  for (int pieces = 0;; ++pieces) {
    if (receive_.has_looked_enough()) return canceled_after(receive_.moved);
    if (pieces == pieces_in_a_row && !receive_.cancelled) return give_way(direction::receive);
    if (receive_.left.finished()) {  // a receive without room waits for bytes and takes none
      if (socket_->wire->is_readable(socket_->me)) return io_result{};
      break;
    }
    if (end_) return received(0, end_);
    const std::size_t most =
        receive_.wanted == extent::all ? piece_bytes_max : std::numeric_limits<std::size_t>::max();
    const connection::outcome came = call(system_call::receive, [&] {
      return socket_->wire->receive(socket_->me, receive_.left, most);
    });
    if (came.waits) break;
    if (came.error && !is_shortage(came.error)) end_ = came.error;
    if (const auto result = received(came.bytes, came.error)) return result;
  }
  if (receive_.cancelled) return canceled_after(receive_.moved);
  receiving_ = true;
  return std::nullopt;
}

std::optional<io_result> simulated_stream::start_send(operation&) noexcept {
  for (int pieces = 0;; ++pieces) {
    if (send_.has_looked_enough()) return canceled_after(send_.moved);
    if (pieces == pieces_in_a_row && !send_.cancelled) return give_way(direction::send);
    const connection::outcome went = call(system_call::send, [&] {
      return socket_->wire->send(socket_->me, send_.left, piece_bytes_max);
    });
    if (went.waits) break;
    if (const auto result = sent(went.bytes, went.error)) return result;
  }
  if (send_.cancelled) return canceled_after(send_.moved);
  sending_ = true;
  return std::nullopt;
}

// Needs the lock. Goes on with a transfer that waits.
template <direction Which>
void simulated_stream::resume() noexcept {
  operation& op = *pending(Which);
  (Which == direction::receive ? receiving_ : sending_) = false;
  const std::optional<io_result> result = go_on(Which, op);
  if (!result) return;
  free_place(Which, op);
  loop_.complete(op, *result);
}

void simulated_stream::look() noexcept {
  std::unique_lock lock(lock_);
  if (closing() || handle_ == no_handle) return;
  if (connecting_) {
    const connection& wire = *socket_->wire;
    if (!wire.has_answer() && !abandoned_) return;
    connecting_ = false;
    operation& op = *send_.pending;
    std::error_code error = wire.answer();
    if (abandoned_ && !wire.has_answer()) {
      error = std::make_error_code(std::errc::operation_canceled);
    }
    const std::error_code failure = connected(error);
    lock.unlock();
    return finish_connect(op, failure);
  }
  if (receiving_) resume<direction::receive>();
  if (sending_) resume<direction::send>();
}

void simulated_stream::cancel_native(direction which) noexcept {
  if (which == direction::send && connecting_) {
    if (!closing()) {
      abandoned_ = true;
      return socket_->wire->look_later(socket_->me);
    }
    connecting_ = false;
    operation& op = *send_.pending;
    return loop_.complete(op, {connected({}), 0});
  }
  which == direction::receive ? resume<direction::receive>() : resume<direction::send>();
}

void simulated_stream::close_handle() noexcept {
  if (handle_ == no_handle) return;
  forget_news();
  socket_ = nullptr;
  calls().close(handle_);
}

}  // namespace naru::detail
