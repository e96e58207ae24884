// acceptor: accepts for ever and makes a Session for each connection. The session owns itself.
#pragma once

#include <naru/naru.hpp>

#include <optional>
#include <utility>

#include "../options.hpp"
#include "loops.hpp"

namespace bench {

template <class Server>
class acceptor {
 public:
  acceptor(loops& loops, naru::tcp_listener& listener, Server& server)
      : loops_(loops), listener_(listener), server_(server) {
    accept();
  }

 private:
  void accept() {
    next_.emplace(loops_.next());
    listener_.accept(*next_, accepted_);
  }

  void on_accepted(naru::io_result result) {
    if (!result.error) server_.adopt(std::move(*next_));
    accept();
  }

  loops& loops_;
  naru::tcp_listener& listener_;
  Server& server_;
  std::optional<naru::tcp_stream> next_;
  naru::member_callback accepted_ = naru::bind<&acceptor::on_accepted>(this);
};

/// Listens, announces the port, and serves for ever.
template <class Server>
void serve_connections(const options& chosen) {
  loops all(chosen);
  naru::tcp_listener listener(all.first(), {naru::address::loopback_v4(), 0}, {.backlog = 4096});
  Server server(chosen);
  acceptor<Server> accepting(all, listener, server);
  announce(listener.local_endpoint().port());
  all.run();
}

}  // namespace bench
