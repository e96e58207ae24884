#include "relay.hpp"

#include <naru/error.hpp>
#include <naru/run.hpp>
#include <naru/when_all.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace mix {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t header_size = 28;

/// The header of version 2 for a connection of IPv4.
std::array<std::uint8_t, header_size> header_of(const naru::endpoint& player,
                                                const naru::endpoint& server) {
  std::array<std::uint8_t, header_size> made{};
  std::ranges::copy("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"sv, made.begin());
  const auto put = [&](const naru::endpoint& one, std::size_t host, std::size_t port) {
    std::ranges::copy(one.address().unmapped().to_v4_bytes(),
                      made.begin() + static_cast<std::ptrdiff_t>(host));
    made[port] = static_cast<std::uint8_t>(one.port() >> 8);
    made[port + 1] = static_cast<std::uint8_t>(one.port());
  };
  put(player, 16, 24);
  put(server, 20, 26);
  return made;
}

/// Passes on what `from` sends, until its end. A reset of one side becomes one of both.
naru::task<> pass_on(naru::tcp_stream& from, naru::tcp_stream& to) {
  std::array<std::byte, 2'048> room;
  for (;;) {
    const naru::io_result got = co_await from.receive(naru::buffer(room));
    if (got.error == naru::error::end_of_stream) break;
    naru::io_result sent;
    if (!got.error) sent = co_await to.send(naru::buffer(room, got.bytes));
    if (!got.error && !sent.error) continue;
    from.close(naru::close_mode::reset);
    to.close(naru::close_mode::reset);
    co_return;
  }
  to.shutdown_send();
}

}  // namespace

relay::relay(naru::proactor& owner, std::uint16_t port, const naru::endpoint& server)
    : server_(server), listener_(owner, {naru::address::any_v4(), port}), scope_(owner) {
  scope_.spawn(accept_all());
}

void relay::stop() noexcept {
  listener_.close();
  scope_.request_stop();
}

void relay::join() { naru::run(scope_.owner(), scope_.join()); }

naru::task<> relay::accept_all() {
  for (;;) {
    auto [error, player] = co_await listener_.accept();
    if (error == std::errc::operation_canceled || !listener_.is_open()) co_return;
    if (!error) scope_.spawn(serve(std::move(player)));
  }
}

naru::task<> relay::serve(naru::tcp_stream player) {
  const auto header = header_of(player.remote_endpoint(), server_);
  naru::tcp_stream server(player.owner());
  naru::io_result went = co_await server.connect(server_);
  if (!went.error) went = co_await server.send(naru::buffer(header));
  if (went.error) {
    player.close(naru::close_mode::reset);
    server.close(naru::close_mode::reset);
    co_return;
  }
  co_await naru::when_all(pass_on(player, server), pass_on(server, player));
}

}  // namespace mix
