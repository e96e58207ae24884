#include <naru/web/http_server.hpp>

#include <naru/detail/check_range.hpp>
#include <naru/session/server.hpp>

#include <stdexcept>
#include <utility>

#include "web/http/http_connection.hpp"
#include "web/http/request_token.hpp"
#include "web/web_socket/check_options.hpp"

namespace naru {
namespace {

// A page of any size is one answer, so it must fit into the queue of a connection. A client that
// asks for the next page before it has taken the last ones waits until it has: see memory_max of
// server_options for what all of them together may hold.
constexpr std::size_t queue_max = std::size_t{64} << 20;

constexpr std::size_t connections_most = 1'048'576;  // as of sessions_max

server_options to_server_options(const http_server_options& options) {
  server_options all{.address = options.address};
  all.sessions_max = options.connections_max;
  all.sessions_per_address_max = options.connections_per_address_max;
  all.sessions.message_size_max = options.limits.head_size_max;
  all.sessions.receive_buffer_size = 2'048;
  all.sessions.send_queue_max = queue_max;
  all.sessions.handshake_timeout = options.head_timeout;
  all.sessions.message_timeout = options.head_timeout;
  all.sessions.idle_timeout = options.idle_timeout;
  all.sessions.write_timeout = options.write_timeout;
  return all;
}

std::shared_ptr<const http_server_options> checked(http_server_options options) {
  detail::check_options(options.limits);
  if (!options.pages) throw std::invalid_argument("pages is null: it is what is served");
  detail::check_token(options.token);
  detail::check_hosts(options.hosts);
  detail::check_range("connections_max", options.connections_max, 1, connections_most);
  detail::check_time("head_timeout", options.head_timeout);
  detail::check_time("idle_timeout", options.idle_timeout);
  detail::check_time("write_timeout", options.write_timeout);
  return std::make_shared<const http_server_options>(std::move(options));
}

}  // namespace

class http_server::state {
 public:
  state(proactor& owner, const std::shared_ptr<const http_server_options>& options)
      : connections(owner, to_server_options(*options),
                    [options] { return std::make_shared<detail::http_connection>(options); }) {}

  server<detail::http_connection> connections;
};

http_server::http_server(proactor& owner, http_server_options options)
    : state_(std::make_unique<state>(owner, checked(std::move(options)))) {}

http_server::~http_server() = default;

void http_server::start() { state_->connections.start(); }

submission http_server::stop(proactor::duration drain, operation& stopped) {
  return state_->connections.stop(drain, stopped);
}

bool http_server::stop_blocking(proactor::duration drain) {
  return state_->connections.stop_blocking(drain);
}

endpoint http_server::local_endpoint() const noexcept {
  return state_->connections.local_endpoint();
}

session_counters http_server::counters() const { return state_->connections.counters(); }

}  // namespace naru
