// Runs the sample echo_coroutine on a port of its own, sends it a line, and stops it. Before that,
// it asks a shared library of the user's own that uses naru too.
#include <naru/naru.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "greeter.hpp"

void run_echo_server(const std::string& local);

namespace {

using namespace std::chrono_literals;

constexpr std::string_view line = "hello\n";

naru::endpoint free_endpoint(naru::proactor& proactor) {
  return naru::tcp_listener(proactor, naru::endpoint::parse("127.0.0.1:0")).local_endpoint();
}

/// Returns true once the server has sent the line back; the server may need time until it listens.
naru::task<bool> send_line(naru::proactor& proactor, naru::endpoint server) {
  std::array<char, line.size()> answer{};
  for (int attempt = 0; attempt < 1'000; ++attempt) {
    naru::tcp_stream stream(proactor);
    const auto [error, none] = co_await stream.connect(server);
    if (error) {
      co_await naru::sleep_for(10ms);
      continue;
    }
    co_await stream.send(naru::buffer(line));
    co_await naru::with_timeout(stream.receive_exactly(naru::buffer(answer)), 10s);
    co_return std::string_view(answer.data(), answer.size()) == line;
  }
  co_return false;
}

}  // namespace

int main() {
  if (greeting() != "hello" || refusal().find("\"localhost\" is a name") == std::string::npos) {
    std::puts("the shared library that uses naru says something else");
    return 1;
  }
  const auto proactor = naru::make_proactor();
  // From here on the signal does not end the program, even if the server does not watch for it
  // yet.
  naru::signal_set watched(*proactor, {naru::signal_kind::interrupt});
  const naru::endpoint local = free_endpoint(*proactor);
  std::thread server(run_echo_server, local.to_string());
  const bool echoed = naru::run(*proactor, send_line(*proactor, local));
  naru::raise_signal(naru::signal_kind::interrupt);
  server.join();
  std::puts(echoed ? "the server echoes and stops" : "the server is silent");
  return echoed ? 0 : 1;
}
