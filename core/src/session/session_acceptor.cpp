#include "session/session_acceptor.hpp"

#include <naru/detail/outstanding.hpp>
#include <naru/error.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "session/check_options.hpp"

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

session_options as_of_server(session_options sessions) {
  constexpr std::chrono::milliseconds usual_idle_timeout = std::chrono::minutes(5);
  sessions.idle_timeout = sessions.idle_timeout.value_or(usual_idle_timeout);
  return sessions;
}

void check_listening(const listen_options& options) {
  check_time("listening.retry_delay", options.retry_delay, 1ms, 1h);
  check_range("listening.accepts_outstanding", options.accepts_outstanding, 1, 256);
  if (options.backlog < 0) throw std::invalid_argument("listening.backlog must not be negative");
}

listening_place first_place(const server_options& options) {
  return {.address = options.address,
          .listening_handle = options.listening_handle,
          .listening = options.listening,
          .transport = options.transport};
}

// The header of a proxy lies before the handshake, and a session looks for it inside.
void check_transport(const listening_place& wanted, const session_options& sessions) {
  if (sessions.require_proxy_header && !wanted.transport.is_plain()) {
    throw std::invalid_argument(
        "sessions.require_proxy_header needs plain TCP, and an address has another transport");
  }
}

}  // namespace

session_acceptor::place::place(session_acceptor& of, const naru::transport& wanted)
    : host(of), listener(of.owner()), through(wanted) {
  for (std::size_t i = 0; i < accepts_pending; ++i) slots.emplace_back(*this);
}

session_acceptor::session_acceptor(proactor& owner, const server_options& options,
                                   make_session make)
    : session_host(owner, as_of_server(options.sessions),
                   {.sessions_max = options.sessions_max,
                    .per_address_max = options.sessions_per_address_max,
                    .ipv6_prefix_length = options.ipv6_prefix_length,
                    .memory_max = options.memory_max},
                   options.observer, std::move(make)),
      handshakes_max_(options.handshakes_max),
      report_interval_(options.listening.retry_delay) {
  check_range("handshakes_max", handshakes_max_, 1, session_registry::sessions_max);
  listen(options);
}

// A handle that was taken over stays the caller's if this throws. So these come last.
void session_acceptor::listen(const server_options& options) {
  std::vector<listening_place> wanted{first_place(options)};
  wanted.insert(wanted.end(), options.more_addresses.begin(), options.more_addresses.end());
  for (const listening_place& each : wanted) {
    check_listening(each.listening);
    check_transport(each, options.sessions);
    places_.emplace_back(*this, each.transport);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const listening_place& each = wanted[i];
    if (!each.listening_handle) {
      places_[i].listener = tcp_listener(owner(), each.address, each.listening);
    }
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const listening_place& each = wanted[i];
    if (!each.listening_handle) continue;
    if (const auto error = places_[i].listener.adopt(*each.listening_handle, each.listening)) {
      throw std::system_error(error, "cannot adopt the listening socket");
    }
  }
}

void session_acceptor::start() {
  // This comes before the lock, because this thread has the lock if the factory calls start.
  if (started_.exchange(true)) {
    throw std::logic_error("a server was started that was started before");
  }
  {
    const std::lock_guard lock(making_mutex_);
    if (stopping()) return;
    kept_ = shared_from_this();
    accepts_left_ = places_.size() * accepts_pending;
    add_part();
  }
  // A stop may end the first accepts before the last ones start. Those complete in run, too.
  const outstanding running(owner());
  for (place& each : places_) {
    for (accepting& slot : each.slots) slot.start();
  }
}

// The next accept starts first, so that a failure with this connection does not disturb others.
// After slot.start() another thread may use the slot, so this function does not use it any more. If
// accepts fail because something is missing, such as memory or handles, the listener pauses.
void session_acceptor::on_accepted(accepting& slot, const io_result& result) {
  place& at = slot.at;
  tcp_stream stream = std::exchange(slot.stream, tcp_stream(owner()));
  const std::shared_ptr<session_host> alive = shared_from_this();
  if (!at.listener.is_open()) {
    const auto ended = [](session_acceptor* self) { self->on_accept_ended(); };
    const std::unique_ptr<session_acceptor, decltype(ended)> at_end(this, ended);
    if (!result.error) welcome(at, std::move(stream));  // accepted before the close
    return;
  }
  add_part();  // a stop waits until this connection is refused or has a session
  const auto done = [](session_acceptor* self) { self->remove_part(); };
  const std::unique_ptr<session_acceptor, decltype(done)> part(this, done);
  slot.start();
  if (result.error) return report_refusal(result.error);
  welcome(at, std::move(stream));
}

void session_acceptor::welcome(const place& at, tcp_stream&& accepted) {
  if (!at.through.is_plain()) return begin_handshake(at, std::move(accepted));
  serve(session_transport(std::move(accepted)));
}

void session_acceptor::serve(session_transport connection) {
  // Resets the connection if no session has taken it, also after an exception.
  const auto reset = [](session_transport* refused) { refused->close(close_mode::reset); };
  const std::unique_ptr<session_transport, decltype(reset)> at_end(&connection, reset);
  std::shared_ptr<session_base> made;
  try {
    made = make_session_on(connection);
  } catch (...) {
    return report(std::current_exception(), "server: no session could be made", connection.peer());
  }
  if (made) start_session(*made);
}

// Reports at most once within a pause of the listener, because several accepts are pending and a
// peer can make them fail.
void session_acceptor::report_refusal(const std::error_code& error) noexcept {
  if (error == std::errc::operation_canceled) return;
  const proactor::time_point now = owner().now();
  proactor::time_point next = next_report_;
  if (now < next || !next_report_.compare_exchange_strong(next, now + report_interval_)) return;
  owner().report({.error = error, .where = "server: a connection could not be accepted"});
  observer().tell([&](session_observer& told) { told.on_accept_failed(error); });
}

// The last accept to end drops the pointer that kept this object.
void session_acceptor::on_accept_ended() {
  std::shared_ptr<session_host> kept;
  {
    const std::lock_guard lock(making_mutex_);
    if (--accepts_left_ != 0) return;
    kept = std::move(kept_);
  }
  remove_part();
}

session_host::stop_start session_acceptor::begin_stop(proactor::duration drain,
                                                      operation& stopped) {
  for (place& each : places_) each.listener.close();
  const stop_start how = session_host::begin_stop(drain, stopped);
  end_handshakes();
  return how;
}

void session_acceptor::abandon() noexcept {
  for (place& each : places_) each.listener.close();
  session_host::abandon();
  end_handshakes();
}

naru::native_handle session_acceptor::listening_handle() const noexcept {
  return places_.front().listener.native_handle();
}

endpoint session_acceptor::local_endpoint() const noexcept {
  return places_.front().listener.local_endpoint();
}

std::vector<endpoint> session_acceptor::local_endpoints() const {
  std::vector<endpoint> all;
  for (const place& each : places_) all.push_back(each.listener.local_endpoint());
  return all;
}

}  // namespace naru::detail
