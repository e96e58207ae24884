// How a connection moves bytes: what its ends give and take, what departs, and what is sent again.
#include <algorithm>
#include <cassert>

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
  if (!out.is_waiting) out.credited = out.taken;
  const std::size_t space = std::min(room(me), most);
  if (space == 0) {
    out.is_waiting = true;
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
  if (out.is_retrying || out.end_departed || end(sender).failure) return;
  const std::size_t segment_max =
      std::max<std::size_t>(net_.mtu(*end(sender).host, *end(other(sender)).host), 100) - 40;
  while (out.departed != out.queued) {
    const auto left = static_cast<std::size_t>(out.queued - out.departed);
    const std::size_t size = std::min(left, segment_max);
    if (!post(sender, packet::segment, size, out.departed + size)) return try_again_later(sender);
    out.departed += size;
    out.tries = 0;
  }
  if (!out.ends) return;
  if (!post(sender, packet::finish, packet_bytes, out.departed)) return try_again_later(sender);
  out.end_departed = true;
}

void connection::try_again_later(side sender) {
  flow& out = flow_of(sender);
  if (out.is_retrying) return;
  if (out.tries == tries_max) return fail(sender, std::make_error_code(std::errc::timed_out));
  out.is_retrying = true;
  plan(time_to_try_again(out.tries++), packet::again, sender);
}

timeline::duration connection::time_to_try_again(unsigned tries) const noexcept {
  return (patience + round_trip()) * (1 << tries);
}

// A sender that does not wait looks for itself.
void connection::give_credit(side sender) {
  flow& out = flow_of(sender);
  if (!out.is_waiting || out.has_credit) return;
  out.has_credit = true;
  plan(net_.latency(*end(other(sender)).host, *end(sender).host), packet::credit, sender);
}

}  // namespace naru::detail
