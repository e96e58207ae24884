#include <naru/detail/session_owner.hpp>
#include <naru/dump.hpp>

#include <string>
#include <string_view>

namespace naru {
namespace {

std::string_view words_for(session_phase phase) noexcept {
  switch (phase) {
    case session_phase::handshake:
      return "before its first message";
    case session_phase::open:
      return "open";
    case session_phase::flushing:
      return "closes, sends its queue";
    case session_phase::draining:
      return "closes, waits for the peer's end";
    case session_phase::closing:
      return "closes";
    case session_phase::closed:
      break;
  }
  return "closed";
}

std::string_view words_for_work(const session_state& one) noexcept {
  if (one.runs) return ", runs";
  if (one.task_works) return ", its task works";
  return one.paused ? ", paused" : ", waits";
}

}  // namespace

std::string dump(const detail::session_owner& observed) {
  const auto sessions = observed.states();
  std::string text = std::to_string(sessions.size()) + " sessions\n";
  for (const session_state& each : sessions) {
    text.append("session ").append(std::to_string(each.id));
    text.append(" of ").append(each.peer.to_string()).append(": ");
    text.append(words_for(each.phase)).append(words_for_work(each));
    text.append(", ").append(std::to_string(each.queued_bytes)).append(" bytes queued\n");
  }
  return text;
}

}  // namespace naru
