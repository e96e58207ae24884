// A greeting crosses a simulated network, twice alike.
#include <naru/naru.hpp>
#include <naru/simulation.hpp>

#include <array>
#include <cstdio>
#include <string_view>

namespace {

constexpr std::string_view greeting = "hello";
constexpr std::uint16_t port = 7'777;

naru::task<> greet(naru::tcp_listener& listener) {
  auto [error, stream] = co_await listener.accept();
  if (!error) co_await stream.send(naru::buffer(greeting));
}

naru::task<bool> hear(naru::proactor& proactor) {
  naru::tcp_connector connector(proactor);
  auto [error, stream] = co_await connector.connect("server", port);
  if (error) co_return false;
  std::array<char, greeting.size()> heard{};
  co_await stream.receive_exactly(naru::buffer(heard));
  co_return std::string_view(heard.data(), heard.size()) == greeting;
}

}  // namespace

int main() {
  bool has_heard = false;
  const bool is_alike = naru::repeats({.seed = 1}, [&](naru::simulation& world) {
    const auto server = world.add_host("server").make_proactor();
    const auto player = world.add_host("player", naru::link::poor()).make_proactor();
    naru::tcp_listener listener(*server, {naru::address::any_v4(), port});
    naru::task_scope greeting_once(*server);
    greeting_once.spawn(greet(listener));
    has_heard = naru::run(*player, hear(*player));
    naru::run(*server, greeting_once.join());
  });
  if (!has_heard || !is_alike) std::puts("the simulated network is silent, or not alike");
  return has_heard && is_alike ? 0 : 1;
}
