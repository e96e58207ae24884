// A child that fork has made destroys a socket that it has inherited: it ends, and the parent's
// connection goes on.
#include <naru/naru.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <optional>

using namespace std::chrono_literals;

namespace {

/// True if a byte that the client sends reaches the server.
naru::task<bool> passes(naru::tcp_stream& client, naru::tcp_stream& server) {
  std::array<std::byte, 1> byte{};
  co_await client.send(naru::buffer(byte));
  const auto [error, bytes] = co_await naru::with_timeout(server.receive(naru::buffer(byte)), 10s);
  co_return !error && bytes == 1;
}

naru::task<bool> all(naru::proactor& proactor) {
  naru::tcp_listener listener(proactor, naru::endpoint::parse("127.0.0.1:0"));
  std::optional<naru::tcp_stream> client(std::in_place, proactor);
  auto [connected, accepted] =
      co_await naru::when_all(client->connect(listener.local_endpoint()), listener.accept());
  naru::tcp_stream server = std::move(accepted.content);
  if (!co_await passes(*client, server)) co_return false;
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(30);
    server.close();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  const bool refused = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  co_return refused&& co_await passes(*client, server);
}

}  // namespace

int main() {
  const auto proactor = naru::make_proactor();
  if (!naru::run(*proactor, all(*proactor))) return 1;
  std::puts("the child was refused, the parent goes on");
  return 0;
}
