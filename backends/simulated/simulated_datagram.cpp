#include "simulated/simulated_datagram.hpp"

#include "simulated/simulated_proactor.hpp"
#include "sockets/open_socket.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

class simulated_datagram::turn final : public event_target {
 public:
  explicit turn(simulated_datagram& owner) noexcept : owner_(&owner) {}

  void leave() noexcept { owner_ = nullptr; }
  void happen(std::uint64_t) override {
    if (owner_ == nullptr) return;
    const std::lock_guard lock(owner_->lock_);
    if (!owner_->closing()) owner_->send_more();
  }

 private:
  simulated_datagram* owner_;
};

simulated_datagram::simulated_datagram(simulated_proactor& owner)
    : polled_datagram(owner, looks::until_nothing_is_left, owner.datagrams()),
      network_watcher(owner),
      turn_(std::make_shared<turn>(*this)) {}

// The socket is told of each datagram. A send waits only for the turns of others.
std::error_code simulated_datagram::wait_for(direction which) noexcept {
  if (which == direction::receive) return {};
  timeline& time = static_cast<simulated_proactor&>(loop_).around().time;
  return as_error([&] {
    time.plan(time.now(), turn_, 0);
    return std::error_code();
  });
}

std::error_code simulated_datagram::tie(naru::native_handle handle) noexcept {
  system_socket& socket = *static_cast<simulated_proactor&>(loop_).around().sockets.find(handle);
  socket.datagrams->watcher = this;
  return {};
}

void simulated_datagram::look() noexcept {
  const std::lock_guard lock(lock_);
  if (!closing() && handle_ != no_handle) came();
}

void simulated_datagram::close_tied() noexcept {
  turn_->leave();
  forget_news();
  calls().close(handle_);
  abandon_receives(canceled());
  abandon_sends(canceled());
}

// The network hands over single datagrams, so there is nothing to take in one piece.
datagram_pointer simulated_proactor::open_datagram(const endpoint& local,
                                                   const udp_options& options,
                                                   std::error_code& error) {
  udp_options asked = options;
  asked.receive_coalesced = false;
  return open_socket<datagram_pointer>(
      [this] {
        return std::unique_ptr<datagram_base, release_socket>(new simulated_datagram(*this));
      },
      [&](datagram_base& made) { return made.open(local, asked); }, error);
}

}  // namespace naru::detail
