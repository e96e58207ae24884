#include "../scenarios.hpp"
#include "acceptor.hpp"
#include "echo_session.hpp"

namespace bench {
namespace {

class echo_server {
 public:
  explicit echo_server(const options& chosen) : buffer_size_(chosen.buffer_size) {}
  void adopt(naru::tcp_stream stream) { new echo_session(std::move(stream), buffer_size_); }

 private:
  std::size_t buffer_size_;
};

}  // namespace

void serve_echo(const options& chosen) { serve_connections<echo_server>(chosen); }

}  // namespace bench
