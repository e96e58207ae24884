// The way in which a listener on Asio waits for its connections.
#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/handler.hpp"
#include <asio_listener.hpp>
#include <sockets.hpp>

namespace naru::detail {

struct asio_listener::self_target {
  static constexpr std::size_t storage_size = sizeof(accept_storage_);

  asio_listener* listener;

  [[nodiscard]] void* storage() const noexcept { return listener->accept_storage_.data(); }
};

asio_listener::asio_listener(asio_proactor& owner, const listen_options& options)
    : polled_listener(owner, options.retry_delay), acceptor_(owner.context()) {}

asio_listener::~asio_listener() = default;

void asio_listener::wait_for_next() noexcept {
  add_hold();
  // From this call on, another thread may run waited, which waits for the lock.
  acceptor_->async_wait(asio_acceptor::wait_read, handler<self_target, &waited>{{this}});
}

void asio_listener::waited(const self_target& self, const std::error_code& error) {
  asio_listener& listener = *self.listener;
  {
    const std::lock_guard lock(listener.lock_);
    if (listener.closing()) {
      listener.loop_.remove_work();
    } else {
      if (error && listener.someone_waits()) listener.serve_next({from_asio(error), 0});
      listener.look_came();
    }
  }
  listener.drop_hold();
}

// Asio ends the registration of a handle only if it releases the handle. Otherwise the registration
// would live as long as a duplicate of the handle, with which another listener may go on.
void asio_listener::close_acceptor() noexcept {
  if (waits_for_next()) loop_.add_work();  // run must wait for the end of the wait
  close_arrival();
  std::error_code ignored;
  acceptor_->cancel(ignored);
  const int handle = acceptor_->release(ignored);
  if (!ignored) native::close(handle);
  acceptor_.reset();
}

}  // namespace naru::detail
