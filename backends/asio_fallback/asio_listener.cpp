#include "asio_listener.hpp"

#include <new>
#include <utility>

#include "../../core/src/socket_options.hpp"
#include "asio_proactor.hpp"
#include "asio_stream.hpp"
#include "handler.hpp"

namespace naru::detail {
struct asio_listener::self_target {
  static constexpr std::size_t storage_size = sizeof(accept_storage_);

  asio_listener* listener;

  [[nodiscard]] void* storage() const noexcept { return listener->accept_storage_.data(); }
};

asio_listener::asio_listener(asio_proactor& owner, const listen_options& options)
    : listener_base(owner, options.retry_delay), acceptor_(owner.context()) {}

asio_listener::~asio_listener() = default;

std::error_code asio_listener::open(const endpoint& local, const listen_options& options) noexcept {
  const tcp::endpoint where = to_asio(local);
  std::error_code error;
  acceptor_->open(where.protocol(), error);
  if (error) return from_asio(error);
  error = claim_address(native(), options);
  if (error) return error;
  if (local.address().is_v6()) {
    acceptor_->set_option(asio::ip::v6_only(options.accept_ipv4 == dual_stack::no), error);
    if (error) return from_asio(error);
  }
  acceptor_->bind(where, error);
  if (error) return bind_error(from_asio(error));
  return start_listening(options.backlog);
}

std::error_code asio_listener::open(const unix_endpoint& local, const listen_options& options,
                                    path_removal removal) noexcept {
  const stream_protocol::endpoint where = to_asio(local);
  std::error_code error;
  acceptor_->open(where.protocol(), error);
  if (!error) acceptor_->bind(where, error);
  if (error) return from_asio(error);
  if (removal == path_removal::on_close) remove_at_close(local);
  return start_listening(options.backlog);
}

std::error_code asio_listener::start_listening(int backlog) noexcept {
  std::error_code error;
  acceptor_->listen(backlog == 0 ? asio::socket_base::max_listen_connections : backlog, error);
  return from_asio(error);
}

endpoint asio_listener::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = std::make_error_code(std::errc::bad_file_descriptor);
  if (closing()) return {};
  const stream_protocol::endpoint local = acceptor_->local_endpoint(error);
  error = from_asio(error);
  return error ? endpoint() : from_asio(local);
}

native_handle asio_listener::native() noexcept {
  return static_cast<native_handle>(acceptor_->native_handle());
}

void asio_listener::accept_more() noexcept {
  if (accepting_) return;
  if (incoming_ && someone_waits()) hand_over();
  if (incoming_ || !someone_waits()) return;
  incoming_ = make_stream(*next_waiter().home);
  if (!incoming_) return pause(std::make_error_code(std::errc::not_enough_memory));
  accepting_ = true;
  add_hold();
  acceptor_->async_accept(incoming_->accepting(), peer_,
                          handler<self_target, &accept_done>{{this}});
}

void asio_listener::accept_done(const self_target& self, const std::error_code& error) {
  asio_listener& listener = *self.listener;
  {
    const std::lock_guard lock(listener.lock_);
    listener.accepting_ = false;
    if (listener.closing()) {
      listener.incoming_.reset();
      listener.loop_.remove_work();
    } else {
      listener.take(error);
    }
  }
  listener.drop_hold();
}

void asio_listener::take(const std::error_code& error) noexcept {
  const std::error_code failure = from_asio(error);
  if (!failure) {
    incoming_->accepted(peer_);
  } else {
    incoming_.reset();
    if (is_shortage(failure)) return pause(failure);
    if (!concerns_one_connection(failure) && someone_waits()) serve_next({failure, 0});
  }
  accept_more();
}

// The accept that the request was made for may have been cancelled, and the next one may want its
// connection on another proactor.
void asio_listener::hand_over() noexcept {
  asio_proactor& home = static_cast<asio_proactor&>(*next_waiter().home);
  if (!incoming_->belongs_to(home)) incoming_ = moved_to(home, std::move(incoming_));
  if (!incoming_) return;  // lost, as if its client had given it up
  *next_waiter().accepted = stream_pointer(incoming_.release());
  serve_next({});
}

asio_listener::stream_owner asio_listener::make_stream(proactor& home) noexcept {
  try {
    return stream_owner(new asio_stream(static_cast<asio_proactor&>(home)));
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

asio_listener::stream_owner asio_listener::moved_to(proactor& home, stream_owner from) noexcept {
  stream_owner moved = make_stream(home);
  native_handle handle = 0;
  if (!moved || from->release_handle(handle)) return nullptr;
  socket_family family{};
  if (examine_connection(handle, family) || moved->adopt(handle, family)) {
    close_handle(handle);
    moved.reset();
  }
  return moved;
}

void asio_listener::close_acceptor() noexcept {
  if (accepting_) {
    loop_.add_work();  // so that run waits for the request's end
  } else {
    incoming_.reset();
  }
  std::error_code ignored;
  acceptor_->cancel(ignored);
  acceptor_->close(ignored);
  acceptor_.reset();
}

}  // namespace naru::detail
