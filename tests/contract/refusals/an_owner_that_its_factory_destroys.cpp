// The factory of a server destroys it.
#include <naru/naru.hpp>

#include <memory>

#include "ends_quietly.hpp"

namespace {

class silent final : public naru::session<naru::raw> {
  void on_message(naru::const_buffer) override {}
};

}  // namespace

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  std::unique_ptr<naru::server<silent>> server;
  const naru::server_options options{.address = naru::endpoint::parse("127.0.0.1:0")};
  server = std::make_unique<naru::server<silent>>(*proactor, options, [&] {
    server.reset();
    return std::make_shared<silent>();
  });
  server->start();
  naru::tcp_stream client(*proactor);
  naru::callback connected([](naru::io_result) {});
  client.connect(server->local_endpoint(), connected);
  proactor->run();
  return 0;
}
