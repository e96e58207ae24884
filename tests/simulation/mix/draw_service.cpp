#include "service.hpp"

#include <algorithm>

namespace mix {
namespace {

using namespace std::chrono_literals;

std::size_t draw_queue(naru::simulation& world, std::size_t largest_message) {
  // Some queues are too small for the largest message.
  const std::size_t least = world.random(8) == 0 ? 64 : largest_message + 8;
  return world.random(3) == 0 ? std::size_t{1} << 20 : least + world.random(60'000);
}

void draw_rates(naru::simulation& world, framing_kind framing, naru::session_options& limits) {
  if (world.random(4) != 0) return;
  limits.messages_per_second_max = between(world, 2, 40);
  if (world.random(2) == 0) limits.bytes_per_second_max = between(world, 500, 50'000);
  limits.on_rate_exceeded = static_cast<naru::rate_policy>(world.random(3));
  // A stream without bounds cannot tell what was dropped.
  if (framing == framing_kind::raw && limits.on_rate_exceeded == naru::rate_policy::drop) {
    limits.on_rate_exceeded = naru::rate_policy::delay;
  }
}

}  // namespace

naru::session_options draw_session_options(scene& in, framing_kind framing, bool of_server) {
  naru::simulation& world = in.world;
  const std::size_t largest = std::max<std::size_t>(in.how.large_size, in.how.usual_size);
  naru::session_options limits;
  // Now and then a message is too large for its receiver.
  limits.message_size_max = world.random(20) == 0 ? std::max<std::size_t>(largest / 2, 20)
                                                  : std::max<std::size_t>(largest, 1'200);
  limits.receive_buffer_size = std::size_t{64} << world.random(8);
  limits.buffer_release_after = milliseconds_between(world, 50, 4'000);
  limits.send_queue_max = draw_queue(world, largest);
  limits.on_overflow = static_cast<naru::overflow_policy>(world.random(4));
  limits.handshake_timeout = milliseconds_between(world, 500, 10'000);
  limits.message_timeout = milliseconds_between(world, 500, 30'000);
  if (world.random(2) == 0) limits.idle_timeout = milliseconds_between(world, 800, 20'000);
  limits.write_timeout = milliseconds_between(world, 500, 30'000);
  limits.close_timeout = milliseconds_between(world, 100, 6'000);
  if (world.random(3) == 0) limits.keep_alive.reset();
  if (of_server) draw_rates(world, framing, limits);
  return limits;
}

service_plan draw_service(scene& in, unsigned number) {
  naru::simulation& world = in.world;
  service_plan made;
  made.number = number;
  made.framing = static_cast<framing_kind>(world.random(framing_kinds));
  made.is_coroutine = world.random(3) == 0 && made.framing != framing_kind::raw;
  made.has_relay = world.random(4) == 0;
  made.port = static_cast<std::uint16_t>(7'000 + number);
  made.entrance = static_cast<std::uint16_t>(made.has_relay ? 8'000 + number : made.port);
  naru::server_options& options = made.options;
  const bool on_v6 = world.random(4) == 0;
  options.address = {on_v6 ? naru::address::any_v6() : naru::address::any_v4(), made.port};
  options.sessions = draw_session_options(in, made.framing, true);
  options.sessions.require_proxy_header = made.has_relay;
  options.sessions_max = world.random(3) == 0 ? between(world, 1, 20) : 200;
  if (world.random(4) == 0) options.sessions_per_address_max = between(world, 1, 10);
  options.memory_max = world.random(4) == 0 ? between(world, 65'536, 400'000) : 0;
  if (world.random(2) == 0) options.memory_max = std::size_t{1} << 30;
  return made;
}

}  // namespace mix
