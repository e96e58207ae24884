// How a connection moves bytes: what its ends give and take, what departs, and what is sent again.
#include <algorithm>
#include <cassert>
#include <utility>

#include "simulated/connection.hpp"

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

// A packet that is lost is sent again after this time and a round trip, then after twice of it, and
// so on. The number is that of Linux.
constexpr timeline::duration patience = 200ms;

}  // namespace

std::size_t connection::room(side sender) const noexcept {
  const flow& out = flow_of(sender);
  const std::size_t window = end(sender).send_buffer + end(other(sender)).receive_buffer;
  const auto used = static_cast<std::size_t>(out.queued - out.credited);
  return used < window ? window - used : 0;
}

// Three of four transfers move all they can, because otherwise everything would take small steps.
std::size_t connection::part_of(std::size_t bytes) noexcept {
  if (!net_.moves_parts() || bytes < 2 || net_.random().below(4) != 0) return bytes;
  return static_cast<std::size_t>(net_.random().below(bytes)) + 1;
}

connection::outcome connection::receive(side me, const buffer_cursor<mutable_buffer>& into,
                                        std::size_t most) {
  flow& in = flow_of(other(me));
  const auto here = static_cast<std::size_t>(in.arrived - in.taken);
  if (here == 0) {
    if (end(me).failure) return {.error = end(me).failure};
    return {.waits = !in.end_arrived};
  }
  std::size_t wanted = 0;
  for (std::size_t i = 0; i < into.count(); ++i) wanted += std::min(into[i].size(), here);
  const std::size_t bytes = part_of(std::min({wanted, here, most}));
  std::size_t left = bytes;
  for (std::size_t i = 0; left != 0; ++i) {
    const std::size_t size = std::min(into[i].size(), left);
    in.bytes.pop(std::span<std::byte>(into[i].data(), size));
    left -= size;
  }
  in.taken += bytes;
  give_credit(other(me));
  return {.bytes = bytes};
}

connection::outcome connection::send(side me, const buffer_cursor<const_buffer>& from,
                                     std::size_t most) {
  flow& out = flow_of(me);
  if (end(me).failure) return {.error = end(me).failure};
  if (out.ends) return {.error = std::make_error_code(std::errc::broken_pipe)};
  if (!out.is_waiting && hears(me)) out.credited = out.taken;
  const std::size_t space = std::min(room(me), most);
  if (space == 0) {
    out.is_waiting = true;
    if (out.taken != out.credited) give_credit(me);
    return {.waits = true};
  }
  std::size_t offered = 0;
  for (std::size_t i = 0; i < from.count(); ++i) offered += std::min(from[i].size(), space);
  const std::size_t bytes = part_of(std::min(offered, space));
  std::size_t left = bytes;
  for (std::size_t i = 0; left != 0; ++i) {
    const std::size_t size = std::min(from[i].size(), left);
    out.bytes.push(std::span<const std::byte>(from[i].data(), size));
    left -= size;
  }
  out.queued += bytes;
  depart(me);
  return {.bytes = bytes};
}

bool connection::is_readable(side me) const noexcept {
  const flow& in = flow_of(other(me));
  return in.arrived != in.taken || in.end_arrived || end(me).failure;
}

void connection::set_buffer(side me, direction which, std::size_t bytes) noexcept {
  (which == direction::send ? end(me).send_buffer : end(me).receive_buffer) = bytes;
}

std::size_t connection::buffer(side me, direction which) const noexcept {
  return which == direction::send ? end(me).send_buffer : end(me).receive_buffer;
}

void connection::look_later(side me) { plan({}, packet::look, me); }

void connection::depart(side sender) {
  flow& out = flow_of(sender);
  if (out.is_retrying || end(sender).failure || (out.end_departed && !out.is_unheard)) return;
  const bool only_asks = std::exchange(out.is_unheard, false) && out.departed == out.queued;
  out.end_departed = false;
  const std::size_t segment_max =
      std::max<std::size_t>(net_.mtu(*end(sender).host, *end(other(sender)).host), 100) - 40;
  while (out.departed != out.queued) {
    const auto left = static_cast<std::size_t>(out.queued - out.departed);
    const std::size_t size = std::min(left, segment_max);
    if (!post(sender, packet::segment, size, out.departed + size)) return try_again_later(sender);
    out.departed += size;
  }
  if (!out.ends) {
    if (!only_asks || post(sender, packet::segment, packet_bytes, out.departed)) return;
    out.is_unheard = true;
    return try_again_later(sender);
  }
  if (!post(sender, packet::finish, packet_bytes, out.departed)) return try_again_later(sender);
  out.end_departed = true;
}

// A sender that gives up does so in an event, because a send of its stream may be under way here.
void connection::try_again_later(side sender) {
  flow& out = flow_of(sender);
  if (out.is_retrying) return;
  out.is_retrying = true;
  if (out.tries == tries_max) return plan({}, packet::give_up, sender);
  plan(time_to_try_again(out.tries++), packet::again, sender);
}

timeline::duration connection::time_to_try_again(unsigned tries) const noexcept {
  return (patience + round_trip()) * (1 << tries);
}

// Called when something has arrived that this side has sent.
void connection::acknowledge(side sender) {
  flow& out = flow_of(sender);
  out.is_unheard = !hears(sender);
  if (out.is_unheard) return try_again_later(sender);
  out.tries = 0;
}

// A sender that does not wait looks for itself.
void connection::give_credit(side sender) {
  flow& out = flow_of(sender);
  if (!out.is_waiting || out.has_credit) return;
  out.has_credit = true;
  plan(net_.latency(*end(other(sender)).host, *end(sender).host), packet::credit, sender);
}

void connection::on_credit(side sender) {
  flow& out = flow_of(sender);
  if (!hears(sender) && !end(sender).failure) {
    if (out.tries == tries_max) return fail(sender, std::make_error_code(std::errc::timed_out));
    return plan(time_to_try_again(out.tries++), packet::credit, sender);
  }
  out.tries = 0;
  out.has_credit = false;
  out.is_waiting = false;
  out.credited = out.taken;
  tell(sender);
}

}  // namespace naru::detail
