#include "watch/server_part.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include "watch/loop_part.hpp"

namespace naru::detail {
namespace {

// The parts of a limit that the page tells apart.
constexpr std::size_t levels = 10;
using level_counts = std::array<std::uint64_t, levels>;

std::size_t level_of(const suffering& how) noexcept {
  return std::min(static_cast<std::size_t>(how.part * levels), levels - 1);
}

std::string_view word_for(const session_state& session) noexcept {
  if (session.phase == session_phase::handshake) return "opens";
  if (session.phase == session_phase::flushing) return "flushes";
  if (session.phase == session_phase::draining) return "drains";
  if (session.phase >= session_phase::closing) return "closes";
  if (session.runs) return "runs";
  if (session.task_works) return "task works";
  return session.paused ? "paused" : "waits";
}

// Only what has happened, so that a page shows no row of noughts.
void write_reasons(json_writer& to, const session_counters& now) {
  to.key("ended_by").begin('{');
  for (std::size_t i = 0; i < now.ended.size(); ++i) {
    if (now.ended[i] != 0) to.field(describe(static_cast<close_reason>(i)), now.ended[i]);
  }
  to.end('}').key("refused_by").begin('{');
  for (std::size_t i = 0; i < now.refused_by.size(); ++i) {
    if (now.refused_by[i] == 0) continue;
    to.field(describe(static_cast<session_observer::refusal>(i)), now.refused_by[i]);
  }
  to.end('}');
}

void write_counters(json_writer& to, const session_counters& now) {
  to.field("sessions", std::uint64_t{now.sessions}).field("accepted", now.accepted);
  to.field("refused", now.refused);
  to.field("queued_bytes", std::uint64_t{now.queued_bytes});
  to.field("memory_held", std::uint64_t{now.memory_held});
  to.field("bytes_received", now.bytes_received).field("bytes_sent", now.bytes_sent);
  to.field("messages_received", now.messages_received).field("messages_sent", now.messages_sent);
  to.field("messages_dropped", now.messages_dropped);
  to.field("messages_refused", now.messages_refused);
  to.field("messages_discarded", now.messages_discarded);
  to.field("longest_callback_ms", exact_milliseconds(now.longest_callback));
  write_reasons(to, now);
}

}  // namespace

void server_part::add(std::string_view name, const session_owner& server) {
  const session_options limits = server.session_limits();
  std::vector<session_state> sessions = server.states();
  level_counts counted{};
  places_.reserve(places_.size() + sessions.size());
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const suffering how = suffering_of(sessions[i], limits);
    ++counted[level_of(how)];
    places_.push_back({sessions_.size(), i, how});
  }
  sessions_.push_back(std::move(sessions));
  servers_.begin('{').field("name", name);
  write_counters(servers_, server.counters());
  servers_.key("levels").begin('[');
  for (const std::uint64_t each : counted) servers_.value(each);
  servers_.end(']').end('}');
}

void server_part::write(json_writer& to) {
  const auto end =
      places_.begin() + static_cast<std::ptrdiff_t>(std::min(sessions_max_, places_.size()));
  std::partial_sort(places_.begin(), end, places_.end(), [](const place& one, const place& other) {
    if (one.how.part != other.how.part) return one.how.part > other.how.part;
    return std::tie(one.server, one.session) < std::tie(other.server, other.session);
  });
  to.key("servers").begin('[').raw(servers_.take()).end(']');
  to.key("columns").raw(
      R"(["server","id","peer","does","queued","unsent_ms","silent_ms","bytes_in","bytes_out",)"
      R"("messages_in","messages_out","near","limit"])");
  to.key("sessions").begin('[');
  for (auto each = places_.begin(); each != end; ++each) write_session(to, *each);
  to.end(']');
}

// An id may have more digits than a number of JavaScript.
void server_part::write_session(json_writer& to, const place& at) const {
  const session_state& session = sessions_[at.server][at.session];
  to.begin('[').value(std::uint64_t{at.server});
  to.value(std::string_view(std::to_string(session.id)));
  to.value(std::string_view(session.peer.to_string())).value(word_for(session));
  to.value(std::uint64_t{session.queued_bytes});
  to.value(milliseconds_of(session.unsent_for)).value(milliseconds_of(session.silent_for));
  to.value(session.bytes_received).value(session.bytes_sent);
  to.value(session.messages_received).value(session.messages_sent);
  to.value(std::floor(at.how.part * 1'000) / 1'000).value(at.how.limit);
  to.end(']');
}

}  // namespace naru::detail
