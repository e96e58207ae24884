// http_server: answers requests for pages: /healthz, /metrics, a page of a game. HTTP/1.1 with GET
// and HEAD, and connections that are used again.
//
//     naru::http_server watch(*proactor, {.address = naru::endpoint::parse("127.0.0.1:9100"),
//                                         .pages = pages});
//     watch.start();
//     …
//     watch.stop_blocking(std::chrono::seconds(1));
//
// It is for machines that look after the server, and for small pages. It is not a web framework:
// see http_pages. For pages and a WebSocket on one port use a server of sessions with the transport
// of web_socket_server_options.
//
// Each connection is a session of naru, so the options that limit sessions limit it, too.
//
// Thread-safety: any thread may call every function except the destructor. The proactor must
// outlive the server.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_counters.hpp>
#include <naru/web/http_limits.hpp>
#include <naru/web/http_pages.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace naru {

/// What an http_server serves, to whom, and its limits.
struct http_server_options {
  /// With port 0 the system chooses a port. A server that only this machine may ask listens on
  /// 127.0.0.1.
  endpoint address = {};
  /// What is served; not null.
  std::shared_ptr<const http_pages> pages = nullptr;
  /// The values of `Host` that are served; any if the list is empty. See
  /// web_socket_server_options::hosts.
  std::vector<std::string> hosts = {};
  /// If it is not empty, each request must have it: `Authorization: Bearer TOKEN`, or the query
  /// `?token=TOKEN`. Others are answered with 401. Visible ASCII. It is sent as it is, so where
  /// others can listen it protects only behind TLS.
  std::string token = {};
  /// Connections beyond this number are reset: 1 to 1,048,576.
  std::size_t connections_max = 256;
  /// Like connections_max, for the connections of one address; 0: no limit. Without it one peer
  /// could take all places. Of an IPv6 address the first 64 bits count, as in
  /// server_options::ipv6_prefix_length. All clients of a proxy have its address, so a server that
  /// only a proxy can reach needs 0.
  std::size_t connections_per_address_max = 32;
  /// The limits of the head of a request.
  http_limits limits = {};
  /// The time for the head of a request, from the connection or from its first byte.
  std::chrono::milliseconds head_timeout = std::chrono::seconds(10);
  /// The time without a request, after which a connection is closed.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(60);
  /// The time in which a client takes an answer.
  std::chrono::milliseconds write_timeout = std::chrono::seconds(30);
};

class http_server {
 public:
  /// Listens; connections wait until start. Throws std::system_error if it cannot listen on the
  /// address, and std::invalid_argument, which names the option, for an option out of range.
  http_server(proactor& owner, http_server_options options);
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;
  /// Ends the connections that are left at once.
  ~http_server();

  /// Answers requests from here on. Throws std::logic_error if it was called before.
  void start();
  /// Takes no more connections, and waits until those that are there have ended: as
  /// server::stop does, which see.
  submission stop(proactor::duration drain, operation& stopped);
  /// This form is for co_await, which gives an io_result.
  auto stop(proactor::duration drain) {
    return make_awaitable([=, this](operation& op) { return stop(drain, op); });
  }
  /// Stops and waits until it is done, as server::stop_blocking does, which see.
  bool stop_blocking(proactor::duration drain);

  /// The endpoint on which it listens, with the real port.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  /// The connections count as sessions, and the requests as messages.
  [[nodiscard]] session_counters counters() const;

 private:
  class state;

  std::unique_ptr<state> state_;
};

}  // namespace naru
