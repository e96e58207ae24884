#include <naru/naru.hpp>
#include <naru/web/web_socket.hpp>

#include "../naru/loops.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

// The sessions are those of plain TCP.
class echoing final : public naru::session<naru::length_prefixed<>> {
  void on_message(naru::const_buffer message) override { send(message); }
};

}  // namespace

void serve_web_echo(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  loops all(chosen);
  naru::server_options made{.address = naru::endpoint(naru::address::loopback_v4(), 0),
                            .sessions = {.message_size_max = chosen.buffer_size,
                                         .receive_buffer_size = chosen.buffer_size}};
  made.transport = naru::web_socket({.messages = naru::web_socket_messages::bytes});
  naru::server<echoing> server(all.first(), made);
  server.start();
  announce(server.local_endpoint().port());
  all.run();
}

}  // namespace bench
