#include <naru/session/close_reason.hpp>

namespace naru {

std::string_view describe(close_reason reason) noexcept {
  switch (reason) {
    case close_reason::closed_by_program:
      return "closed by this program";
    case close_reason::aborted:
      return "aborted by this program";
    case close_reason::server_stopped:
      return "the server was stopped";
    case close_reason::peer_closed:
      return "the peer finished sending";
    case close_reason::peer_reset:
      return "the peer reset the connection";
    case close_reason::connection_failed:
      return "the connection failed";
    case close_reason::handshake_timeout:
      return "no whole message came in time";
    case close_reason::message_timeout:
      return "a message took too long to come";
    case close_reason::idle_timeout:
      return "nothing came for too long";
    case close_reason::write_timeout:
      return "the peer did not take what was sent";
    case close_reason::message_too_large:
      return "a message was too large";
    case close_reason::message_malformed:
      return "a message was malformed";
    case close_reason::proxy_header_bad:
      return "the proxy header was missing or malformed";
    case close_reason::rate_exceeded:
      return "the peer sent too fast";
    case close_reason::memory_limit:
      return "all sessions together held too much memory";
    case close_reason::send_queue_overflow:
      return "too much waited to be sent";
    case close_reason::handler_failed:
      return "an exception left the session's handler";
    case close_reason::out_of_memory:
      return "there was no memory for it";
    case close_reason::too_many_sessions:
      return "its address has too many sessions";
  }
  return "an unknown reason";
}

}  // namespace naru
