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
  keep_from_children(native());
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
  if (error) return from_asio(error);
  keep_from_children(native());
  acceptor_->bind(where, error);
  if (error) return from_asio(error);
  if (removal == path_removal::on_close) remove_at_close(local);
  return start_listening(options.backlog);
}

// Does not block, and says so if a connection has gone: otherwise an accept that looks at the
// system would wait for the next one.
std::error_code asio_listener::start_listening(int backlog) noexcept {
  std::error_code error;
  acceptor_->non_blocking(true, error);
  if (error) return from_asio(error);
  acceptor_->set_option(asio::socket_base::enable_connection_aborted(true), error);
  if (error) return from_asio(error);
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
  if (!make_room()) return pause(std::make_error_code(std::errc::not_enough_memory));
  accepting_ = true;
  add_hold();
  acceptor_->async_accept(*incoming_, peer_, handler<self_target, &accept_done>{{this}});
}

// On the proactor that wants it, in all likelihood: see hand_over.
bool asio_listener::make_room() noexcept {
  try {
    incoming_.emplace(static_cast<asio_proactor&>(*next_waiter().home).context());
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
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
  if (const std::error_code failure = from_asio(error)) {
    incoming_.reset();
    if (is_shortage(failure)) return pause(failure);
    if (!concerns_one_connection(failure) && someone_waits()) serve_next({failure, 0});
  } else {
    keep_from_children(static_cast<native_handle>(incoming_->native_handle()));
  }
  accept_more();
}

// The accept that the request was made for may have been cancelled, and the next one may want its
// connection on another proactor.
void asio_listener::hand_over() noexcept {
  auto& home = static_cast<asio_proactor&>(*next_waiter().home);
  stream_owner stream = make_stream(home);
  if (!stream) return pause(std::make_error_code(std::errc::not_enough_memory));
  if (incoming_->get_executor() == home.context().get_executor()) {
    stream->accepted(std::move(*incoming_), peer_);
  } else if (!move(*incoming_, *stream)) {
    stream.reset();  // lost, as if its client had given it up
  }
  incoming_.reset();
  if (!stream) return;
  *next_waiter().accepted = stream_pointer(stream.release());
  serve_next({});
}

// The request that is outstanding goes on beside it.
void asio_listener::look_again() noexcept {
  while (someone_waits() && take_next()) serve_next({});
}

// For the first waiter; false if there is none to take. Errors are for the request that is
// outstanding to find.
bool asio_listener::take_next() noexcept {
  const waiter& first = next_waiter();
  stream_owner stream = make_stream(*first.home);
  if (!stream) return false;
  std::error_code error;
  try {
    asio_socket connection(static_cast<asio_proactor&>(*first.home).context());
    stream_protocol::endpoint peer;
    acceptor_->accept(connection, peer, error);
    if (error) return false;
    keep_from_children(static_cast<native_handle>(connection.native_handle()));
    stream->accepted(std::move(connection), peer);
  } catch (const std::bad_alloc&) {  // Asio keeps a record of each socket
    return false;
  }
  *first.accepted = stream_pointer(stream.release());
  return true;
}

asio_listener::stream_owner asio_listener::make_stream(proactor& home) noexcept {
  try {
    return stream_owner(new asio_stream(static_cast<asio_proactor&>(home)));
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

bool asio_listener::move(asio_socket& from, asio_stream& into) noexcept {
  std::error_code error;
  const auto handle = static_cast<native_handle>(from.release(error));
  if (error) return false;
  socket_family family{};
  if (!examine_connection(handle, family) && !into.adopt(handle, family)) return true;
  close_handle(handle);
  return false;
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
