#include <naru/session/session_log.hpp>

#include <naru/log.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>

#include <chrono>

namespace naru {

void session_log::on_accepted(session_base& session) {
  if (!owner_.logs(log_level::info)) return;
  owner_.log(log_level::info, "session_accepted",
             {{"server", server_}, {"session", session.id()}, {"peer", session.remote_endpoint()}});
}

void session_log::on_closed(const session_base& session, const summary& was) {
  if (!owner_.logs(log_level::info)) return;
  const close_code code = session.close_code();
  owner_.log(log_level::info, "session_closed",
             {{"server", server_},
              {"session", session.id()},
              {"peer", session.remote_endpoint()},
              {"reason", describe(was.reason)},
              {"code", code.number},
              {"text", code.text},
              {"error", session.close_error()},
              {"seconds", std::chrono::duration<double>(was.lasted).count()},
              {"bytes_received", was.bytes_received},
              {"bytes_sent", was.bytes_sent},
              {"messages_received", was.messages_received},
              {"messages_sent", was.messages_sent}});
}

void session_log::on_refused(const endpoint& peer, refusal why) {
  owner_.log(log_level::warning, "session_refused",
             {{"server", server_}, {"peer", peer}, {"reason", describe(why)}});
}

}  // namespace naru
