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
    : polled_datagram(owner, looks::always), socket_(owner.context()) {}

asio_datagram::~asio_datagram() = default;

std::error_code asio_datagram::tie(naru::native_handle handle) noexcept {
  return assign_native(*socket_, family_ == ip_family::v4 ? udp::v4() : udp::v6(), handle);
}

// A try costs a fraction of a microsecond if no datagram has come. If one has come, it saves a
// wait, which is an epoll_ctl and a part of an epoll_wait.
std::error_code asio_datagram::wait_for(direction which) noexcept {
  return which == direction::receive ? wait<direction::receive>() : wait<direction::send>();
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
      error ? self.abandon_receives(from_asio(error)) : self.came();
    } else {
      error ? self.abandon_sends(from_asio(error)) : self.send_more();
    }
  }
  self.drop_hold();
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

new_datagram make_asio_datagram(loop& owner) {
  return new_datagram(new asio_datagram(static_cast<asio_proactor&>(owner)));
}

}  // namespace naru::detail
