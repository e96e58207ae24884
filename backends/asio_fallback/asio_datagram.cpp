#include "asio_fallback/asio_datagram.hpp"

#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/assign_native.hpp"
#include "asio_fallback/handler.hpp"

namespace naru::detail {

template <direction Which>
struct asio_datagram::wait_target {
  static constexpr std::size_t storage_size = sizeof(waiting::storage);

  asio_datagram* socket;

  [[nodiscard]] void* storage() const noexcept { return socket->waiting_for(Which).storage.data(); }
};

asio_datagram::asio_datagram(asio_proactor& owner)
    : datagram_base(owner), socket_(owner.context()) {}

asio_datagram::~asio_datagram() = default;

std::error_code asio_datagram::tie(naru::native_handle handle) noexcept {
  return assign_native(*socket_, family_ == ip_family::v4 ? udp::v4() : udp::v6(), handle);
}

// A receive without others before it tries the system's call before it waits. If no datagram has
// come, that costs a fraction of a microsecond. If one has come, it saves a wait, which is an
// epoll_ctl and a part of an epoll_wait. A socket with other receives pending does not try.
std::optional<io_result> asio_datagram::start_receive(operation& op,
                                                      const receive_target& target) noexcept {
  if (receives_.empty()) {
    if (const auto result = try_receive(target)) return result;
  }
  operation_access::emplace_native<receive_target>(op, target);
  receives_.push(op);
  const std::error_code error = wait<direction::receive>();
  if (!error) return std::nullopt;
  receives_.remove(op);
  return io_result{error, 0};
}

std::optional<io_result> asio_datagram::try_receive(const receive_target& target) noexcept {
  if (target.only_waits()) return peek_datagram(handle_);
  if (target.is_batch()) {
    const auto result = receive_datagrams(handle_, target.batch);
    if (!result || result->error) return result;
    return batch_of(target.batch.first(result->bytes));
  }
  datagram single;
  single.buffer = target.buffer;
  const auto result = receive_datagrams(handle_, std::span(&single, 1));
  if (!result || result->error) return result;
  return target.take(single);
}

// Needs the lock. On Windows Asio waits for a datagram on a thread of its own, and keeps a record
// of each wait. There may be no memory for either.
template <direction Which>
std::error_code asio_datagram::wait() noexcept {
  waiting& state = waiting_for(Which);
  if (state.outstanding) return {};
  constexpr auto what =
      Which == direction::receive ? udp_socket_type::wait_read : udp_socket_type::wait_write;
  // From async_wait on, another thread may run wait_done, which waits for the lock. So
  // `outstanding` and the hold, which follow, are set in time.
  const std::error_code error = as_error([&] {
    socket_->async_wait(what, handler<wait_target<Which>, &wait_done<Which>>{{this}});
    return std::error_code();
  });
  if (error) return error;
  state.outstanding = true;
  add_hold();
  return {};
}

template <direction Which>
void asio_datagram::wait_done(const wait_target<Which>& target, const std::error_code& error) {
  asio_datagram& self = *target.socket;
  {
    const std::lock_guard lock(self.lock_);
    self.waiting_for(Which).outstanding = false;
    if (self.closing()) {
      self.loop_.remove_work();
    } else if constexpr (Which == direction::receive) {
      error ? self.abandon_receives(from_asio(error)) : self.receive_more();
    } else {
      error ? self.abandon_sends(from_asio(error)) : self.send_more();
    }
  }
  self.drop_hold();
}

void asio_datagram::receive_more() noexcept {
  while (!receives_.empty()) {
    if (receive_next()) continue;
    const std::error_code error = wait<direction::receive>();
    if (!error) return;
    complete_next_receive({error, 0});
  }
}

// Serves the first receive of the row, and those behind it that the same call can serve. Returns
// false if no more datagrams have come.
bool asio_datagram::receive_next() noexcept {
  const auto& target = target_of(*receives_.front());
  if (!target.is_batch() && !target.only_waits()) return receive_singles();
  const auto result = try_receive(target);
  if (result) complete_next_receive(*result);
  return result.has_value();
}

bool asio_datagram::receive_singles() noexcept {
  std::array<datagram, datagrams_per_call> came;
  std::size_t count = 0;
  for (operation* op = receives_.front(); op != nullptr && count < came.size();
       op = operation_access::next(*op)) {
    const auto& target = target_of(*op);
    if (target.is_batch() || target.only_waits()) break;
    came[count++].buffer = target.buffer;
  }
  const auto result = receive_datagrams(handle_, std::span(came).first(count));
  if (!result) return false;
  if (result->error) {
    complete_next_receive(*result);
    return true;
  }
  for (const datagram& each : std::span(came).first(result->bytes)) {
    complete_next_receive(target_of(*receives_.front()).take(each));
  }
  return true;
}

void asio_datagram::complete_next_receive(const io_result& result) noexcept {
  loop_.complete(*receives_.pop(), result);
}

// The waits may still be outstanding, and go on for later operations.
void asio_datagram::look_again(direction which) noexcept {
  which == direction::receive ? receive_more() : send_more();
}

void asio_datagram::cancel_receive(operation& op) noexcept {
  receives_.remove(op);
  loop_.complete(op, {canceled(), 0});
}

asio_datagram::receive_target& asio_datagram::target_of(operation& op) noexcept {
  return *static_cast<receive_target*>(operation_access::native(op));
}

void asio_datagram::close_tied() noexcept {
  for (const waiting* each : {&receive_wait_, &send_wait_}) {
    if (each->outstanding) loop_.add_work();  // run must wait for the end of the wait
  }
  std::error_code ignored;
  socket_->cancel(ignored);
  socket_->close(ignored);
  socket_.reset();  // a closed socket may outlive its proactor; Asio's socket must not
  abandon_receives(canceled());
  abandon_sends(canceled());
}

}  // namespace naru::detail
