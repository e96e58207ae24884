// How a connection finds out that its peer is gone although nobody sends.
#include "simulated/connection.hpp"

namespace naru::detail {

void connection::keep_alive(side me, const keep_alive_options& options) {
  endpoint_state& mine = end(me);
  mine.probing = options;
  mine.unanswered = 0;
  mine.heard = net_.time().now();
  ++mine.keeping;
  plan_probe(me, mine.heard + options.idle);
}

// Bytes that are sent again look for the peer themselves.
void connection::probe(side me, std::uint64_t keeping) {
  endpoint_state& mine = end(me);
  const timeline::time_point now = net_.time().now();
  if (keeping != mine.keeping || !mine.is_open || mine.failure) return;
  if (flow_of(me).is_retrying) return plan_probe(me, now + mine.probing.idle);
  if (now - mine.heard < mine.probing.idle) {
    mine.unanswered = 0;
    return plan_probe(me, mine.heard + mine.probing.idle);
  }
  if (mine.unanswered == mine.probing.probes) {
    return fail(me, std::make_error_code(std::errc::timed_out));
  }
  if (is_answered(me)) {
    mine.unanswered = 0;
    mine.heard = now;
    if (end(other(me)).failure) return fail(me, std::make_error_code(std::errc::connection_reset));
    return plan_probe(me, now + mine.probing.idle);
  }
  ++mine.unanswered;
  plan_probe(me, now + mine.probing.interval);
}

// The answer takes no time: only whether there is one matters.
bool connection::is_answered(side me) {
  network_host& here = *end(me).host;
  network_host& there = *end(other(me)).host;
  if (net_.is_held(here, there) || net_.is_held(there, here)) return false;
  return !net_.cross(here, there, packet_bytes).lost && !net_.cross(there, here, packet_bytes).lost;
}

}  // namespace naru::detail
