#include "session/session_connector.hpp"

#include <naru/detail/layer_over.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

#include "session/check_options.hpp"
#include "session/saturating_time.hpp"
#include "values/as_error.hpp"

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

session_options as_of_client(session_options sessions) {
  sessions.idle_timeout = sessions.idle_timeout.value_or(0ms);
  sessions.handshake_timeout = {};
  sessions.require_proxy_header = false;
  return sessions;
}

/// A client without a host or a port would try to connect for ever.
void check_server(const client_options& options) {
  if (options.host.empty()) throw std::invalid_argument("host is empty: it names the server");
  check_range("port", options.port, 1, 65'535);
}

void check_reconnect(const reconnect_options& options) {
  if (options.delay_min.count() < 1) {
    throw std::invalid_argument("reconnect.delay_min must be at least 1 ms");
  }
  if (options.delay_max < options.delay_min) {
    throw std::invalid_argument("reconnect.delay_max must not be less than reconnect.delay_min");
  }
}

void check_connecting(const connect_options& options) {
  using limits = connect_options;
  check_time("connecting.attempt_delay", options.attempt_delay, limits::attempt_delay_min,
             limits::attempt_delay_max);
  check_time("connecting.timeout", options.timeout, 0ms, limits::timeout_max);
  check_range("connecting.concurrent_attempts", options.concurrent_attempts, 1,
              limits::concurrent_attempts_max);
}

/// The chance of the system, or that of the proactor if it has its own.
reconnect_options with_seed(reconnect_options options, proactor& owner) {
  if (options.seed != 0) return options;
  services* const own = proactor_access::own_services(owner);
  options.seed = own != nullptr ? own->random_seed() : std::random_device()();
  return options;
}

}  // namespace

session_connector::session_connector(proactor& owner, const client_options& options,
                                     make_session make)
    : session_host(owner, as_of_client(options.sessions), {.sessions_max = 1}, options.observer,
                   std::move(make)),
      options_(options),
      connector_(owner),
      stream_(owner),
      back_off_(with_seed(options.reconnect, owner)),
      handshake_limit_(owner) {
  check_server(options);
  check_reconnect(options.reconnect);
  check_connecting(options.connecting);
}

void session_connector::start() {
  // This comes before the lock, because this thread has the lock if on_attempt_failed calls start.
  if (started_.exchange(true)) {
    throw std::logic_error("a client was started that was started before");
  }
  {
    const std::lock_guard lock(making_mutex_);
    if (stopping()) return;
    kept_ = shared_from_this();
    add_part();
  }
  connect();
}

// kept_ keeps this object until a completion finds that nothing more has to happen. The connect may
// complete on another thread before its call returns, so `alive` keeps the object until the end of
// this function.
void session_connector::connect() {
  const std::shared_ptr<session_host> alive = shared_from_this();
  began_ = owner().now();
  try {
    connector_.connect(options_.host, options_.port, stream_, connected_, options_.connecting);
  } catch (const std::bad_alloc&) {
    return on_failed(std::make_error_code(std::errc::not_enough_memory));
  } catch (...) {
    leave();
    throw;
  }
  if (stopping()) cancel();  // a stop may have cancelled before connect had begun
}

void session_connector::on_connected(io_result result) {
  if (stopping()) {
    stream_.close(close_mode::reset);
    return leave();
  }
  if (result.error) return on_failed(result.error);
  options_.transport.is_plain() ? begin_session() : begin_handshake();
}

// A stop cancels the handshake under the lock, because after it the stream goes to a session. The
// stop may come before the handshake is pending, so this looks for one afterwards.
void session_connector::begin_handshake() {
  const std::shared_ptr<session_host> alive = shared_from_this();
  operation* op = &handshake_ended_;
  const std::error_code error = as_error([&] {
    const std::error_code failure =
        options_.transport.put_on_connected(stream_, options_.host, options_.port);
    if (!failure) op = &limited_handshake();
    return failure;
  });
  if (error) return give_attempt_up(error);
  {
    const std::lock_guard lock(handshake_mutex_);
    shakes_hands_ = true;
  }
  handshake(stream_, *op);
  if (stopping()) cancel();
}

// The time that is left for the attempt, if it is limited.
operation& session_connector::limited_handshake() {
  const std::chrono::milliseconds limit = options_.connecting.timeout;
  if (limit.count() == 0) return handshake_ended_;
  const proactor::duration left = began_ + limit - owner().now();
  return handshake_limit_.arm(stream_, (std::max)(left, proactor::duration::zero()),
                              handshake_ended_);
}

void session_connector::on_handshake_ended(io_result result) {
  {
    const std::lock_guard lock(handshake_mutex_);
    shakes_hands_ = false;
  }
  if (stopping()) {
    stream_.close(close_mode::reset);
    return leave();
  }
  result.error ? give_attempt_up(result.error) : begin_session();
}

// The connection is closed, not reset: an alert may be on its way.
void session_connector::give_attempt_up(const std::error_code& error) {
  stream_.close(error == std::errc::timed_out ? close_mode::reset : close_mode::graceful);
  on_failed(error);
}

void session_connector::begin_session() {
  began_ = owner().now();
  const std::shared_ptr<session_host> alive = shared_from_this();
  serve(session_transport(std::exchange(stream_, tcp_stream(owner()))));
}

// If no session can be made, the client goes on as if a session had ended at once.
void session_connector::serve(session_transport connection) {
  std::shared_ptr<session_base> made;
  try {
    made = make_session_on(connection);
  } catch (...) {
    const std::optional<endpoint> peer = connection.peer();
    connection.close(close_mode::reset);
    try_again_after(saturating_duration(back_off_.next_delay()));
    return report(std::current_exception(), "client: no session could be made", peer);
  }
  if (!made) return leave();
  start_session(*made);
}

void session_connector::on_failed(const std::error_code& error) {
  const bool goes_on = back_off_.fail();
  const std::chrono::milliseconds delay = goes_on ? back_off_.next_delay() : 0ms;
  const attempt_failure failure{error, back_off_.failures(), !goes_on, delay};
  const std::shared_ptr<session_host> alive = shared_from_this();
  if (goes_on) try_again_after(saturating_duration(delay));  // first, because tell may throw
  const auto end = [goes_on](session_connector* self) {
    if (!goes_on) self->leave();
  };
  const std::unique_ptr<session_connector, decltype(end)> at_end(this, end);
  try {
    tell(failure);
  } catch (...) {
    report(std::current_exception(), "client: an exception left on_attempt_failed");
  }
}

// Calls on_attempt_failed, but not once the client is destroyed. The function may use objects of
// the program that are destroyed too.
void session_connector::tell(const attempt_failure& failure) {
  const program_call call(*this);
  if (!stopping() && options_.on_attempt_failed) options_.on_attempt_failed(failure);
}

void session_connector::on_session_ended(close_reason reason, std::uint32_t code) noexcept {
  session_host::on_session_ended(reason, code);
  const bool wanted = reason == close_reason::closed_by_program || reason == close_reason::aborted;
  if (wanted || stopping()) return leave();
  back_off_.succeed(owner().now() - began_);
  try_again_after(saturating_duration(back_off_.next_delay()));
}

// If there is no memory for a timer, the loop calls on_waited at once, which needs none.
void session_connector::try_again_after(proactor::duration delay) noexcept {
  const std::shared_ptr<session_host> alive = shared_from_this();
  try {
    proactor_access::start_timer(owner(), entry_, deadline_after(owner(), delay), waited_);
  } catch (const std::bad_alloc&) {
    owner().begin(waited_);
    owner().complete(waited_, {});
  }
  if (stopping()) cancel();
}

void session_connector::on_waited(io_result result) {
  if (result.error || stopping()) return leave();
  connect();
}

void session_connector::cancel() noexcept {
  connector_.cancel();
  {
    const std::lock_guard lock(handshake_mutex_);
    if (shakes_hands_) stream_.cancel(direction::receive);
  }
  proactor_access::cancel_timer(owner(), entry_);
}

void session_connector::leave() noexcept {
  std::shared_ptr<session_host> kept;
  {
    const std::lock_guard lock(making_mutex_);
    kept = std::move(kept_);
  }
  remove_part();
}

session_host::stop_start session_connector::begin_stop(proactor::duration drain,
                                                       operation& stopped) {
  const stop_start how = session_host::begin_stop(drain, stopped);
  cancel();
  return how;
}

void session_connector::abandon() noexcept {
  session_host::abandon();
  cancel();
}

}  // namespace naru::detail
