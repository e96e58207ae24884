// The part that the libuv servers share: errors, and the address on which they listen.
#pragma once

#include <uv.h>

#include <csignal>
#include <stdexcept>
#include <string>

#include "../options.hpp"

namespace bench {

inline void check(int result) {
  if (result < 0) throw std::runtime_error(uv_strerror(result));
}

inline sockaddr_in any_port() {
  sockaddr_in address{};
  check(uv_ip4_addr("127.0.0.1", 0, &address));
  return address;
}

/// Accepts for ever: `Session` is made with each new connection in its member `stream`.
template <class Session>
void serve_connections(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  Session::buffer_size = chosen.buffer_size;
  std::signal(SIGPIPE, SIG_IGN);  // libuv leaves a write to a closed connection to the program
  uv_tcp_t listener{};
  const sockaddr_in address = any_port();
  check(uv_tcp_init(uv_default_loop(), &listener));
  check(uv_tcp_bind(&listener, reinterpret_cast<const sockaddr*>(&address), 0));
  check(
      uv_listen(reinterpret_cast<uv_stream_t*>(&listener), 4096, [](uv_stream_t* from, int status) {
        if (status == 0) Session::accept(from);
      }));
  sockaddr_in bound{};
  int size = sizeof(bound);
  check(uv_tcp_getsockname(&listener, reinterpret_cast<sockaddr*>(&bound), &size));
  announce(ntohs(bound.sin_port));
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

}  // namespace bench
