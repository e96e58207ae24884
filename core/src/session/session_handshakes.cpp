// The handshakes of a server's transports, before their sessions are made.
#include <naru/detail/layer_over.hpp>
#include <naru/error.hpp>

#include <cassert>
#include <iterator>
#include <utility>

#include "session/saturating_time.hpp"
#include "session/session_acceptor.hpp"
#include "values/as_error.hpp"

namespace naru::detail {
namespace {

// The conversation has ended as its protocol asks, with an answer in place of a session: a page.
bool is_answered(const std::error_code& result) noexcept {
  return result == make_error_code(error::end_of_stream).default_error_condition();
}

}  // namespace

session_acceptor::handshaking::handshaking(session_acceptor& of, tcp_stream&& accepted,
                                           const shaking_peer& from)
    : kept(std::static_pointer_cast<session_acceptor>(of.shared_from_this())),
      stream(std::move(accepted)),
      peer(from),
      limit(of.owner()) {}

std::error_code session_acceptor::handshaking::limit_to(std::chrono::milliseconds time,
                                                        operation*& op) {
  if (time.count() == 0) return {};
  return as_error([&] {
    op = &limit.arm(stream, saturating_duration(time), *op);
    return std::error_code();
  });
}

// A server that is full makes no handshake: it costs more than a refusal. After the handshake the
// server looks again. The layers are put on before another thread may close the connection.
void session_acceptor::begin_handshake(const place& at, tcp_stream&& accepted) {
  shaking_peer peer{.address = accepted.remote_endpoint()};
  std::optional<refusal> refused;
  std::error_code error = as_error([&] {
    refused = reserve_handshake(peer);
    return std::error_code();
  });
  if (refused || error) {
    accepted.close(close_mode::reset);
    return error ? tell_failed_handshake(peer.address, error) : refuse(peer.address, *refused);
  }
  handshaking* begun = nullptr;
  error = as_error([&] {
    const std::error_code failure = at.through.put_on_accepted(accepted);
    if (!failure) begun = &add_handshake(std::move(accepted), peer);
    return failure;
  });
  if (begun == nullptr) {
    accepted.close(close_mode::reset);
    tell_failed_handshake(peer.address, error);
    return leave_handshake(peer);
  }
  operation* op = &begun->ended;
  error = begun->limit_to(current().handshake_timeout, op);
  if (error) {
    owner().fail(*op, error);
  } else {
    handshake(begun->stream, *op);
  }
  // The handshake may have ended on another thread: `begun` is not used any more.
}

// Returns the reason if there is no room. Throws std::bad_alloc.
std::optional<session_host::refusal> session_acceptor::reserve_handshake(shaking_peer& peer) {
  if (stopping()) return refusal::stopping;
  if (registry().size() >= current().sessions_max) return refusal::sessions_max;
  const std::lock_guard lock(handshakes_mutex_);
  if (handshakes_left_ >= handshakes_max_) return refusal::handshakes_max;
  peer.counted = admit_handshake(peer.address);
  if (peer.counted == address_limit::entry::refused) return refusal::sessions_per_address_max;
  ++handshakes_left_;
  add_part();
  return std::nullopt;
}

// That the server stops is looked at under the lock under which a stop ends all handshakes.
session_acceptor::handshaking& session_acceptor::add_handshake(tcp_stream&& accepted,
                                                               const shaking_peer& peer) {
  const std::lock_guard lock(handshakes_mutex_);
  handshaking& added = handshakes_.emplace_back(*this, std::move(accepted), peer);
  added.self = std::prev(handshakes_.end());
  if (stopping()) added.stream.close(close_mode::reset);
  return added;
}

void session_acceptor::free_handshake(const shaking_peer& peer) noexcept {
  if (peer.counted == address_limit::entry::counted) leave_handshake_of(peer.address);
  std::unique_lock lock(handshakes_mutex_);
  --handshakes_left_;
  on_ends_changed(std::move(lock));
}

void session_acceptor::leave_handshake(const shaking_peer& peer) noexcept {
  free_handshake(peer);
  remove_part();
}

void session_acceptor::on_handshake_ended(handshaking& done, const std::error_code& error) {
  const std::shared_ptr<session_acceptor> kept = done.kept;
  const shaking_peer peer = done.peer;
  const bool is_told = !stopping() && error != std::errc::operation_canceled;
  if (error && !is_answered(error)) {
    is_told ? tell_failed_handshake(peer.address, error) : refuse(peer.address, refusal::stopping);
  }
  const bool may_linger = error && is_told && error != std::errc::timed_out;
  if (may_linger && reserve_lingering()) return linger(done);
  tcp_stream stream = take_stream(done);
  const auto ended = [&peer](session_acceptor* self) { self->leave_handshake(peer); };
  const std::unique_ptr<session_acceptor, decltype(ended)> at_end(this, ended);
  if (!error) return serve(session_transport(std::move(stream)));
  stream.close(may_linger ? close_mode::graceful : close_mode::reset);
}

// Failed handshakes take no place from others, and there are no more of them than of the others.
bool session_acceptor::reserve_lingering() {
  const std::lock_guard lock(handshakes_mutex_);
  if (stopping() || lingering_ >= handshakes_max_) return false;
  ++lingering_;
  return true;
}

// The reason that the transport has sent, such as an alert or an answer, is still on its way. A
// connection that is closed with unread bytes would be reset, and the reason lost. So this drops
// what comes until the peer ends.
void session_acceptor::linger(handshaking& failed) noexcept {
  free_handshake(failed.peer);
  static_cast<void>(failed.stream.shutdown_send());
  operation* op = &failed.lingered;
  if (failed.limit_to(current().close_timeout, op)) return end_lingering(failed);
  failed.stream.receive(mutable_buffer(), *op);
  // It may have ended on another thread: `failed` is not used any more.
}

void session_acceptor::end_lingering(handshaking& done) noexcept {
  const std::shared_ptr<session_acceptor> kept = done.kept;
  take_stream(done).close(close_mode::graceful);
  {
    const std::lock_guard lock(handshakes_mutex_);
    --lingering_;
  }
  remove_part();
}

tcp_stream session_acceptor::take_stream(handshaking& done) noexcept {
  const std::lock_guard lock(handshakes_mutex_);
  tcp_stream stream = std::move(done.stream);  // a stop closes it until here, perhaps now
  handshakes_.erase(done.self);
  return stream;
}

void session_acceptor::tell_failed_handshake(const endpoint& peer,
                                             const std::error_code& error) noexcept {
  observer().tell([&](session_observer& told) { told.on_handshake_failed(peer, error); });
  refuse(peer, refusal::handshake_failed);
}

void session_acceptor::end_handshakes() noexcept {
  const std::lock_guard lock(handshakes_mutex_);
  for (handshaking& each : handshakes_) each.stream.close(close_mode::reset);
}

// Connections that were accepted before get their sessions. So the end comes once every place has
// closed, which waits for what its accepts have begun, and no handshake is left.
submission session_acceptor::stop_accepting(operation& ended) noexcept {
  {
    std::unique_lock lock(handshakes_mutex_);
    if (std::exchange(stops_accepting_, true)) {
      const bool is_pending = accepting_ended_ != nullptr;
      lock.unlock();
      if (is_pending) return owner().fail(ended, error::operation_already_pending);
      return owner().finish(ended, {});
    }
    owner().begin(ended);
    accepting_ended_ = &ended;
    kept_for_end_ = shared_from_this();
    places_left_ = places_.size();
  }
  const std::shared_ptr<session_host> alive = shared_from_this();
  for (place& each : places_) each.listener.close(each.closed);
  return submission::pending;
}

void session_acceptor::on_place_ended() {
  std::unique_lock lock(handshakes_mutex_);
  assert(places_left_ != 0);
  --places_left_;
  on_ends_changed(std::move(lock));
}

void session_acceptor::on_ends_changed(std::unique_lock<std::mutex> lock) {
  if (accepting_ended_ == nullptr || places_left_ != 0 || handshakes_left_ != 0) return;
  operation& ended = *std::exchange(accepting_ended_, nullptr);
  const std::shared_ptr<session_host> kept = std::move(kept_for_end_);
  lock.unlock();
  owner().complete(ended, {});
}

}  // namespace naru::detail
