#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <csignal>
#include <list>
#include <stdexcept>

#include "../scenarios.hpp"

namespace bench {
namespace {

// The functions for a connection's bytes. The buffers are libevent's, because that is how it is
// used.
struct server {
  event_base* base;
  bufferevent_data_cb on_bytes;
  std::list<bufferevent*> connections;
};

struct connection {
  server* owner;
  std::list<bufferevent*>::iterator place;
};

void echo(bufferevent* event, void*) {
  bufferevent_write_buffer(event, bufferevent_get_input(event));
}

void pass_on(bufferevent* event, void* context) {
  evbuffer* const input = bufferevent_get_input(event);
  const std::size_t bytes = evbuffer_get_length(input);
  const void* const message = evbuffer_pullup(input, -1);
  for (bufferevent* const each : static_cast<connection*>(context)->owner->connections) {
    bufferevent_write(each, message, bytes);
  }
  evbuffer_drain(input, bytes);
}

void ended(bufferevent* event, short, void* context) {
  auto* const leaving = static_cast<connection*>(context);
  leaving->owner->connections.erase(leaving->place);
  delete leaving;
  bufferevent_free(event);
}

void accepted(evconnlistener*, evutil_socket_t socket, sockaddr*, int, void* context) {
  auto& self = *static_cast<server*>(context);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  bufferevent* const event = bufferevent_socket_new(self.base, socket, BEV_OPT_CLOSE_ON_FREE);
  auto* const made = new connection{&self, self.connections.insert(self.connections.end(), event)};
  bufferevent_setcb(event, self.on_bytes, nullptr, ended, made);
  bufferevent_enable(event, EV_READ | EV_WRITE);
}

void serve(const options& chosen, bufferevent_data_cb on_bytes) {
  if (chosen.threads != 1) not_applicable(chosen);
  std::signal(SIGPIPE, SIG_IGN);  // libevent leaves a write to a closed connection to the program
  server self{event_base_new(), on_bytes, {}};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  evconnlistener* const listener =
      evconnlistener_new_bind(self.base, accepted, &self, LEV_OPT_CLOSE_ON_FREE, 4096,
                              reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  if (listener == nullptr) throw std::runtime_error("cannot listen");
  socklen_t size = sizeof(address);
  getsockname(evconnlistener_get_fd(listener), reinterpret_cast<sockaddr*>(&address), &size);
  announce(ntohs(address.sin_port));
  event_base_dispatch(self.base);
}

}  // namespace

void serve_echo(const options& chosen) { serve(chosen, echo); }
void serve_idle(const options& chosen) { serve(chosen, echo); }
void serve_fan_out(const options& chosen) { serve(chosen, pass_on); }
// libevent has no datagrams: a program calls the system itself, as in the bare loop.
void serve_udp(const options& chosen) { not_applicable(chosen); }
void serve_burst(const options& chosen) { not_applicable(chosen); }

}  // namespace bench
