// The way in which a listener on Asio gets its connections. One request of Asio is outstanding
// while an accept waits, and the connection that it brings is handed over.
#include <utility>

#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/asio_stream.hpp"
#include "asio_fallback/handler.hpp"
#include "native/socket_options.hpp"
#include "values/as_error.hpp"
#include <asio_listener.hpp>

namespace naru::detail {

/// The target of Asio's handler. If there is no memory to take a connection over, Asio throws and
/// destroys the target without a call. Then the destructor tells the listener.
struct asio_listener::self_target {
  static constexpr std::size_t storage_size = sizeof(accept_storage_);

  explicit self_target(asio_listener* owner) noexcept : listener(owner) {}
  self_target(self_target&& other) noexcept : listener(std::exchange(other.listener, nullptr)) {}
  self_target& operator=(self_target&&) = delete;
  ~self_target() {
    if (listener == nullptr) return;
    asio_listener& owner = *std::exchange(listener, nullptr);
    owner.request_ended(std::make_error_code(std::errc::not_enough_memory));
  }

  [[nodiscard]] void* storage() const noexcept { return listener->accept_storage_.data(); }

  asio_listener* listener;
};

asio_listener::asio_listener(asio_proactor& owner, const listen_options& options)
    : listener_base(owner, options.retry_delay), acceptor_(owner.context()) {}

asio_listener::~asio_listener() = default;

void asio_listener::accept_done(self_target& self, const std::error_code& error) {
  std::exchange(self.listener, nullptr)->request_ended(from_asio(error));
}

void asio_listener::request_ended(const std::error_code& error) noexcept {
  {
    const std::lock_guard lock(lock_);
    accepting_ = false;
    if (closing()) {
      next_.socket.reset();
      loop_.remove_work();
    } else {
      take(error);
    }
  }
  drop_hold();
}

void asio_listener::accept_more() noexcept {
  if (accepting_) return;
  if (next_.socket && someone_waits()) hand_over();
  if (next_.socket || !someone_waits()) return;
  if (const std::error_code error = make_room()) return pause(error);
  accepting_ = true;
  add_hold();
  // From this call on, another thread may run accept_done, which waits for the lock. The hold keeps
  // the listener.
  acceptor_->async_accept(*next_.socket, next_.peer,
                          handler<self_target, &accept_done>{self_target(this)});
}

// Makes the socket on the proactor of the first waiting accept, which probably gets the connection:
// see hand_over.
std::error_code asio_listener::make_room() noexcept {
  return as_error([&] {
    next_.socket.emplace(static_cast<asio_proactor&>(*next_waiter().home).context());
    return std::error_code();
  });
}

// Needs the lock: one request has ended. A connection goes to the first waiting accept, even if a
// cancel has ended the request, because the connection came before the cancel.
void asio_listener::take(const std::error_code& error) noexcept {
  if (!error) {
    keep_from_children(static_cast<native_handle>(next_.socket->native_handle()));
    if (someone_waits()) hand_over();
  } else {
    next_.socket.reset();
    const bool goes_on = error == std::errc::operation_canceled || concerns_one_connection(error);
    if (!goes_on) pause(error);
  }
  end_cancelled();
  if (!paused()) accept_more();
}

// AcceptEx may have brought a connection whose packet is still in the port, or in the hands of
// another thread. Asio tells of it only in the handler.
bool asio_listener::ask_request_to_end() noexcept {
  if (!accepting_) return false;
  std::error_code ignored;  // a request that has ended already ends by its handler
  acceptor_->cancel(ignored);
  return true;
}

// The accept for which the request was made may have been cancelled. The next accept may want its
// connection on another proactor.
void asio_listener::hand_over() noexcept {
  auto& home = static_cast<asio_proactor&>(*next_waiter().home);
  stream_owner stream;
  const std::error_code error = as_error([&] {
    stream.reset(new asio_stream(home));
    return std::error_code();
  });
  if (error) return pause(error);
  if (next_.socket->get_executor() == home.context().get_executor()) {
    stream->accepted(std::move(*next_.socket), family_, to_endpoint(*next_.peer.data()));
  } else if (!move(*next_.socket, *stream)) {
    stream.reset();  // the connection is lost, as if its client had given it up
  }
  next_.socket.reset();
  if (!stream) return;
  *next_waiter().accepted = stream_pointer(stream.release());
  serve_next({});
}

// The outstanding request goes on.
void asio_listener::look_again() noexcept {
  while (someone_waits() && take_next()) serve_next({});
}

// Takes a connection for the first waiting accept. Returns false if there is none. The outstanding
// request finds the errors.
bool asio_listener::take_next() noexcept {
  const waiter& first = next_waiter();
  stream_owner stream;
  const std::error_code error = as_error([&] {
    auto& home = static_cast<asio_proactor&>(*first.home);
    stream.reset(new asio_stream(home));
    asio_socket connection(home.context());
    stream_protocol::endpoint peer;
    std::error_code refused;
    acceptor_->accept(connection, peer, refused);
    if (refused) return refused;
    keep_from_children(static_cast<native_handle>(connection.native_handle()));
    stream->accepted(std::move(connection), family_, to_endpoint(*peer.data()));
    return refused;
  });
  if (error) return false;
  *first.accepted = stream_pointer(stream.release());
  return true;
}

bool asio_listener::move(asio_socket& from, asio_stream& into) noexcept {
  std::error_code error;
  const auto handle = static_cast<native_handle>(from.release(error));
  if (error) return false;
  socket_family family{};
  if (!examine_connection(handle, family) && !into.adopt(handle, family)) return true;
  native::close(native::to_handle(handle));
  return false;
}

void asio_listener::close_acceptor() noexcept {
  if (accepting_) {
    loop_.add_work();  // run must wait for the end of the request
  } else {
    next_.socket.reset();
  }
  std::error_code ignored;
  acceptor_->cancel(ignored);
  acceptor_->close(ignored);
  acceptor_.reset();
}

void asio_stream::accepted(asio_socket connection, socket_family family,
                           const endpoint& peer) noexcept {
  const std::lock_guard lock(lock_);
  *socket_ = std::move(connection);
  handle_ = static_cast<native_handle>(socket_->native_handle());
  family_ = family;
  std::error_code ignored;  // the next transfer fails too: see establish
  socket_->non_blocking(true, ignored);
  establish(peer);
}

}  // namespace naru::detail
