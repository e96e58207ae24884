#include "../scenarios.hpp"
#include "acceptor.hpp"
#include "waiting_session.hpp"

namespace bench {
namespace {

class idle_server {
 public:
  explicit idle_server(const options& chosen) : pool_(chosen.buffer_size) {}
  void adopt(naru::tcp_stream stream) { new waiting_session(std::move(stream), pool_); }

 private:
  buffer_pool pool_;
};

}  // namespace

void serve_idle(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  serve_connections<idle_server>(chosen);
}

}  // namespace bench
