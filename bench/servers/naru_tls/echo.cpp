#include <naru/tls/tls_server.hpp>
#include <naru/tls/tls_stream.hpp>

#include <utility>

#include "../naru/acceptor.hpp"
#include "../naru/echo_session.hpp"
#include "../naru/waiting_session.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

naru::tls_server tls_of(const options& chosen) {
  return naru::tls_server(
      {.certificates = {{.chain_file = chosen.certificate, .key_file = chosen.key}}});
}

// The sessions are those of plain TCP: a stream with TLS is used like one without.
class tls_echo_server {
 public:
  explicit tls_echo_server(const options& chosen)
      : tls_(tls_of(chosen)), buffer_size_(chosen.buffer_size) {}
  void adopt(naru::tcp_stream accepted) {
    new echo_session(naru::tls_stream(std::move(accepted), tls_), buffer_size_);
  }

 private:
  naru::tls_server tls_;
  std::size_t buffer_size_;
};

class tls_idle_server {
 public:
  explicit tls_idle_server(const options& chosen)
      : tls_(tls_of(chosen)), pool_(chosen.buffer_size) {}
  void adopt(naru::tcp_stream accepted) {
    new waiting_session(naru::tls_stream(std::move(accepted), tls_), pool_);
  }

 private:
  naru::tls_server tls_;
  buffer_pool pool_;
};

}  // namespace

void serve_echo(const options& chosen) { serve_connections<tls_echo_server>(chosen); }

void serve_idle(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  serve_connections<tls_idle_server>(chosen);
}

}  // namespace bench
