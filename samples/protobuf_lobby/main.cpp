// protobuf_lobby: packets whose bodies are protobuf messages. protobuf_packets.hpp is all that this
// needs beyond a session with packet_framing.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>

#include "../common/complaint.hpp"
#include "guest.hpp"
#include "options.hpp"
#include "visitor.hpp"

namespace samples {
namespace {

constexpr std::chrono::seconds goodbye_max{5};
constexpr std::size_t attempts_max = 3;

naru::task<> serve_until_stopped(naru::server<lobby_server::guest>& server) {
  using enum naru::signal_kind;
  naru::signal_set stop(server.owner(), {interrupt, terminate});
  server.start();
  co_await stop.wait();
  co_await server.stop(goodbye_max);
}

int serve(const lobby_options& options) {
  const auto proactor = naru::make_proactor({.backend = options.backend});
  lobby_server::hall all;
  naru::server<lobby_server::guest> server(
      *proactor, {.address = {options.host, options.port}},
      [&all] { return std::make_shared<lobby_server::guest>(all); });
  fmt::print("listening on {}\n", server.local_endpoint().to_string());
  std::fflush(stdout);
  naru::run(*proactor, serve_until_stopped(server));
  return 0;
}

int visit(const lobby_options& options) {
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::client_options connecting{.host = options.visit->host, .port = options.visit->port};
  connecting.reconnect.attempts_max = attempts_max;
  bool arrived = false;
  naru::client<lobby_client::visitor> client(*proactor, connecting, [&] {
    return std::make_shared<lobby_client::visitor>(options.name, arrived);
  });
  client.start();
  proactor->run();  // until the visit is over
  return arrived ? 0 : exit_failure;
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::lobby_options options;
  if (const auto exit_code = samples::parse_options(argc, argv, options)) return *exit_code;
  try {
    return options.visit ? samples::visit(options) : samples::serve(options);
  } catch (const std::exception& error) {
    samples::complain("protobuf_lobby", error.what());
    return samples::exit_failure;
  }
}
