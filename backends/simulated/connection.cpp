#include "simulated/connection.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

// A connect that gets no answer is sent again after this time, then after twice of it, and so on.
// The numbers are those of Linux.
constexpr timeline::duration attempt_patience = 1s;
constexpr unsigned attempts_max = 7;

// `what` of an event: the kind of packet in the low bits, then the side at which it happens, and
// the position in the rest.
constexpr unsigned kind_bits = 4;

std::error_code connection_reset() noexcept {
  return std::make_error_code(std::errc::connection_reset);
}

}  // namespace

connection::connection(network& net, network_host& from, const endpoint& local,
                       const endpoint& remote)
    : net_(net) {
  end(side::client).host = &from;
  end(side::client).local = local;
  end(side::server).local = remote;
  end(side::server).host = net.find(remote.address(), from);
  end(side::server).is_open = false;
}

// Opening.

void connection::begin() {
  if (attempts_ == attempts_max) return on_answer(std::make_error_code(std::errc::timed_out));
  ++attempts_;
  if (!post(side::client, packet::attempt, packet_bytes)) try_attempt_again();
}

void connection::begin_in_vain(const std::error_code& error) {
  failure_to_come_ = error;
  plan(round_trip(), packet::no_answer, side::client);
}

void connection::try_attempt_again() {
  plan(attempt_patience * (1 << (attempts_ - 1)), packet::attempt_again, side::client);
}

void connection::on_attempt() {
  if (!end(side::client).is_open || has_answer_) return;
  if (is_established_) {  // the client has not heard of it
    if (!post(side::server, packet::answer, packet_bytes)) try_attempt_again();
    return;
  }
  endpoint_state& server = end(side::server);
  listening_port* const port = server.host->find_listener(server.local, net_.random());
  if (port == nullptr) {
    if (!post(side::server, packet::refusal, packet_bytes)) try_attempt_again();
    return;
  }
  if (port->is_full()) {  // it drops the packet, as Linux does
    if (net_.record() != nullptr) note_full_backlog();
    return try_attempt_again();
  }
  if (!post(side::server, packet::answer, packet_bytes)) return try_attempt_again();
  server.is_open = true;
  is_established_ = true;
  port->waiting.push_back(shared_from_this());
  if (port->watcher != nullptr) port->watcher->tell();
}

void connection::on_answer(const std::error_code& error) {
  if (!end(side::client).is_open || has_answer_) return;
  if (error) end(side::client).failure = error;
  has_answer_ = true;
  answer_ = end(side::client).failure;
  if (net_.record() != nullptr && !error) note_acknowledgement(side::client);
  tell(side::client);
}

// Breaking.

void connection::break_off(side me, const std::error_code& error) {
  if (end(me).failure) return;
  end(me).failure = error;
  look_later(me);
  reset_peer(me);
}

void connection::reset() {
  if (!is_established_) return;
  for (const side each : {side::client, side::server}) {
    if (!end(each).is_open || end(each).failure) continue;
    end(each).failure = connection_reset();
    look_later(each);
  }
  if (!std::exchange(has_answer_, true)) answer_ = connection_reset();
}

// Closing.

std::error_code connection::finish_sending(side me) {
  if (end(me).failure) return std::make_error_code(std::errc::not_connected);
  flow& out = flow_of(me);
  if (out.ends) return {};
  out.ends = true;
  depart(me);
  return {};
}

void connection::close(side me) {
  endpoint_state& mine = end(me);
  if (!mine.is_open) return;
  mine.is_open = false;
  mine.watcher = nullptr;
  const flow& in = flow_of(other(me));
  // A side that closes with bytes that it has not taken resets, because the peer could not know
  // that nobody read them.
  const bool is_too_early = me == side::client && !has_answer_;
  if (mine.resets || is_too_early || in.arrived != in.taken) {
    if (!mine.failure) mine.failure = std::make_error_code(std::errc::connection_aborted);
    reset_peer(me);
  } else if (is_established_ && !mine.failure) {
    finish_sending(me);
  }
}

void connection::reset_peer(side me) {
  if (is_established_ && !post(me, packet::reset, packet_bytes)) on_lost_reset(me);
}

// Nobody sends a reset again. But a peer that waits for an acknowledgement sends its own packet
// again, and is answered by another reset. Without such a packet it does not learn of the reset.
void connection::on_lost_reset(side me) {
  const side peer = other(me);
  const flow& in = flow_of(peer);
  const bool is_acknowledged =
      in.arrived == in.queued && !in.is_waiting && in.ends == in.end_arrived;
  endpoint_state& mine = end(me);
  if (is_acknowledged || mine.resets_again || !end(peer).is_open || end(peer).failure) return;
  if (mine.lost_resets == tries_max) return fail(peer, std::make_error_code(std::errc::timed_out));
  mine.resets_again = true;
  plan(time_to_try_again(mine.lost_resets++), packet::reset_again, me);
}

void connection::fail(side me, const std::error_code& error) noexcept {
  if (end(me).failure) return;
  end(me).failure = error;
  tell(me);
}

bool connection::is_between(const network_host& one, const network_host& another) const noexcept {
  const network_host* const client = end(side::client).host;
  const network_host* const server = end(side::server).host;
  return (client == &one && server == &another) || (client == &another && server == &one);
}

// Events.

timeline::duration connection::round_trip() const noexcept {
  const network_host& client = *end(side::client).host;
  const network_host* const server = end(side::server).host;
  return server == nullptr ? 0ns : net_.latency(client, *server) + net_.latency(*server, client);
}

bool connection::post(side from, packet kind, std::size_t bytes, std::uint64_t position) {
  network_host& source = *end(from).host;
  network_host* const target = end(other(from)).host;
  const link_state::passage passage =
      target == nullptr ? link_state::passage{.lost = true, .fate = packet_fate::no_such_host}
                        : net_.cross(source, *target, bytes);
  if (net_.record() != nullptr) note_departure(from, kind, bytes, position, passage);
  if (passage.lost) return false;
  flow& out = flow_of(from);
  out.last_arrival = std::max(out.last_arrival, net_.time().now() + passage.time);
  const auto at = static_cast<std::uint64_t>(other(from));
  const std::uint64_t what =
      (position << (kind_bits + 1)) | (at << kind_bits) | static_cast<std::uint64_t>(kind);
  net_.arrive(source, *target, out.last_arrival, shared_from_this(), what);
  return true;
}

void connection::plan_probe(side me, timeline::time_point when) {
  const std::uint64_t what = (end(me).keeping << (kind_bits + 1)) |
                             (static_cast<std::uint64_t>(me) << kind_bits) |
                             static_cast<std::uint64_t>(packet::probe);
  net_.time().plan_aside(when, shared_from_this(), what);
}

void connection::plan(timeline::duration later, packet kind, side at) {
  const std::uint64_t what =
      (static_cast<std::uint64_t>(at) << kind_bits) | static_cast<std::uint64_t>(kind);
  net_.time().plan(net_.time().now() + later, shared_from_this(), what);
}

void connection::tell(side me) noexcept {
  if (end(me).watcher != nullptr) end(me).watcher->tell();
}

void connection::happen(std::uint64_t what) {
  const auto kind = static_cast<packet>(what & ((1U << kind_bits) - 1));
  const auto at = static_cast<side>((what >> kind_bits) & 1U);
  if (net_.record() != nullptr) note_arrival(at, kind, what >> (kind_bits + 1));
  switch (kind) {
    case packet::attempt:
      return on_attempt();
    case packet::answer:
      return is_away(side::client) ? try_attempt_again() : on_answer({});
    case packet::refusal:
      return is_away(side::client) ? try_attempt_again()
                                   : on_answer(std::make_error_code(std::errc::connection_refused));
    case packet::no_answer:
      return on_answer(failure_to_come_);
    case packet::attempt_again:
      return end(side::client).is_open ? begin() : void();
    case packet::segment:
    case packet::finish:
    case packet::reset:
      return on_arrival(at, kind, what >> (kind_bits + 1));
    case packet::reset_again:
      end(at).resets_again = false;
      return end(other(at)).failure ? void() : reset_peer(at);
    case packet::again:
      flow_of(at).is_retrying = false;
      return depart(at);
    case packet::give_up:
      return fail(at, std::make_error_code(std::errc::timed_out));
    case packet::credit:
      return on_credit(at);
    case packet::look:
      return tell(at);
    case packet::probe:
      return probe(at, what >> (kind_bits + 1));
  }
}

void connection::on_arrival(side receiver, packet kind, std::uint64_t position) {
  endpoint_state& mine = end(receiver);
  flow& in = flow_of(other(receiver));
  if (is_away(receiver)) {  // the sender gets no answer, and sends everything again
    if (kind == packet::reset) return on_lost_reset(other(receiver));
    in.departed = in.arrived;
    in.end_departed = false;
    return try_again_later(other(receiver));
  }
  mine.heard = net_.time().now();
  if (kind == packet::reset) return fail(receiver, connection_reset());
  // A system that knows the connection no more resets it. One whose program has closed it takes the
  // end of the stream, and no bytes.
  if (mine.failure || (!mine.is_open && kind == packet::segment)) return reset_peer(receiver);
  if (!mine.is_open) return;
  if (position < in.arrived || position > in.departed) return;  // sent again although it came
  in.arrived = position;
  if (kind == packet::finish) in.end_arrived = true;
  if (net_.record() != nullptr) note_acknowledgement(receiver);
  acknowledge(other(receiver));
  tell(receiver);
}

}  // namespace naru::detail
