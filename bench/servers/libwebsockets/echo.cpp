// libwebsockets as its minimal examples use it: a message that has come is written when the library
// says that the connection can be written to.
#include <libwebsockets.h>

#include <array>
#include <deque>
#include <new>
#include <stdexcept>
#include <vector>

#include "../scenarios.hpp"

namespace bench {
namespace {

// Messages that wait, each with the room that the library wants before it.
struct session {
  std::vector<unsigned char> coming;
  std::deque<std::vector<unsigned char>> waiting;
};

void receive(lws* connection, session& of, const unsigned char* bytes, std::size_t size) {
  if (of.coming.empty()) of.coming.resize(LWS_PRE);
  of.coming.insert(of.coming.end(), bytes, bytes + size);
  if (lws_is_final_fragment(connection) == 0 || lws_remaining_packet_payload(connection) != 0) {
    return;
  }
  of.waiting.push_back(std::move(of.coming));
  of.coming.clear();
  lws_callback_on_writable(connection);
}

int send(lws* connection, session& of) {
  if (of.waiting.empty()) return 0;
  std::vector<unsigned char>& message = of.waiting.front();
  const std::size_t size = message.size() - LWS_PRE;
  if (lws_write(connection, message.data() + LWS_PRE, size, LWS_WRITE_BINARY) < 0) return -1;
  of.waiting.pop_front();
  if (!of.waiting.empty()) lws_callback_on_writable(connection);
  return 0;
}

// `place` is memory of the library for each connection.
int on_event(lws* connection, lws_callback_reasons reason, void* place, void* bytes,
             std::size_t size) {
  auto* const of = static_cast<session*>(place);
  switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
      new (place) session;
      return 0;
    case LWS_CALLBACK_RECEIVE:
      receive(connection, *of, static_cast<const unsigned char*>(bytes), size);
      return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
      return send(connection, *of);
    case LWS_CALLBACK_CLOSED:
      of->~session();
      return 0;
    default:
      return 0;
  }
}

}  // namespace

void serve_web_echo(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  lws_set_log_level(LLL_ERR, nullptr);
  std::array<lws_protocols, 2> protocols{};  // the last has no name
  protocols[0].name = "echo";
  protocols[0].callback = &on_event;
  protocols[0].per_session_data_size = sizeof(session);
  protocols[0].rx_buffer_size = chosen.buffer_size;
  lws_context_creation_info info{};
  info.iface = "127.0.0.1";
  info.protocols = protocols.data();
  info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
  lws_context* const context = lws_create_context(&info);
  lws_vhost* const host = context != nullptr ? lws_create_vhost(context, &info) : nullptr;
  if (host == nullptr) throw std::runtime_error("libwebsockets cannot listen");
  announce(static_cast<std::uint16_t>(lws_get_vhost_listen_port(host)));
  while (lws_service(context, 0) >= 0) {
  }
}

}  // namespace bench
