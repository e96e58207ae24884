#include <naru/detail/session_owner.hpp>
#include <naru/metrics.hpp>
#include <naru/session/close_reason.hpp>
#include <naru/session/session_counters.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>

namespace naru {
namespace {

// The value of the label `reason`, in the order of close_reason.
constexpr auto reason_labels = std::to_array<std::string_view>({
    "closed_by_program", "aborted",           "server_stopped",    "peer_closed",
    "peer_reset",        "connection_failed", "handshake_timeout", "message_timeout",
    "idle_timeout",      "write_timeout",     "message_too_large", "message_malformed",
    "proxy_header_bad",  "rate_exceeded",     "memory_limit",      "send_queue_overflow",
    "handler_failed",    "out_of_memory",     "too_many_sessions",
});
static_assert(reason_labels.size() == close_reasons, "each close_reason needs its label");

}  // namespace

void metrics::add(const detail::session_owner& observed, std::string_view name) {
  const session_counters now = observed.counters();
  // The label that is always there comes first, so that the others are a part of the array.
  const auto labels_for = [&](std::string_view reason) {
    return std::array<metric_label, 2>{{{"reason", reason}, {"server", name}}};
  };
  const std::size_t named = name.empty() ? 0 : 1;
  const std::array<metric_label, 2> both = labels_for({});
  const label_span of = label_span(both).subspan(1, named);
  const auto count = [&](std::string_view what, std::string_view help, std::uint64_t value) {
    write_counter(what, help, value, of);
  };
  const auto gauge_of = [&](std::string_view what, std::string_view help, std::size_t value) {
    write_gauge(what, help, static_cast<double>(value), of);
  };
  gauge_of("naru_sessions", "Sessions, beginning and ending ones included.", now.sessions);
  gauge_of("naru_session_queued_bytes", "Bytes that sessions have to send.", now.queued_bytes);
  gauge_of("naru_session_memory_bytes", "Bytes that sessions hold, if memory_max limits them.",
           now.memory_held);
  write_gauge("naru_session_callback_max_seconds", "The longest time of a session's functions.",
              std::chrono::duration<double>(now.longest_callback).count(), of);
  count("naru_sessions_accepted_total", "Sessions that have begun.", now.accepted);
  count("naru_sessions_refused_total", "Connections that became no session.", now.refused);
  for (std::size_t i = 0; i < close_reasons; ++i) {
    const std::array<metric_label, 2> with_reason = labels_for(reason_labels[i]);
    write_counter("naru_sessions_ended_total", "Sessions that have ended, by reason.", now.ended[i],
                  label_span(with_reason).first(1 + named));
  }
  for (std::size_t code = 0; code < now.ended_by_code.size(); ++code) {
    if (now.ended_by_code[code] == 0) continue;
    const std::string value = code == 0 ? "other" : std::to_string(code);
    const std::array<metric_label, 2> with_code{{{"code", value}, {"server", name}}};
    write_counter("naru_sessions_ended_by_code_total",
                  "Sessions that the program has ended with a close_code, by its number.",
                  now.ended_by_code[code], label_span(with_code).first(1 + named));
  }
  count("naru_session_received_bytes_total", "Bytes from peers.", now.bytes_received);
  count("naru_session_sent_bytes_total", "Bytes to peers.", now.bytes_sent);
  count("naru_session_received_messages_total", "Messages from peers.", now.messages_received);
  count("naru_session_sent_messages_total", "Messages to peers, one for each receiver.",
        now.messages_sent);
  count("naru_session_dropped_messages_total",
        "Messages that a full queue dropped, under overflow_policy::drop_newest.",
        now.messages_dropped);
  count("naru_session_discarded_messages_total",
        "Messages from peers that were too many, under rate_policy::drop.", now.messages_discarded);
  count("naru_session_refused_messages_total", "Messages that a full queue refused.",
        now.messages_refused);
}

}  // namespace naru
