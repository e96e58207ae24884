#include <asio.hpp>

#include "../asio/loops.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

using awaitable = asio::awaitable<void, executor>;
constexpr asio::use_awaitable_t<executor> wait{};

awaitable echo(tcp_socket socket, std::size_t size) {
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(size);
  asio::error_code error;
  for (;;) {
    const std::size_t bytes = co_await socket.async_read_some(asio::buffer(buffer.get(), size),
                                                              asio::redirect_error(wait, error));
    if (error) co_return;
    co_await asio::async_write(socket, asio::buffer(buffer.get(), bytes),
                               asio::redirect_error(wait, error));
    if (error) co_return;
  }
}

}  // namespace

void serve_echo(const options& chosen) {
  loops all(chosen);
  acceptor listening(all, [size = chosen.buffer_size](tcp_socket socket) {
    const executor where = socket.get_executor();
    asio::co_spawn(where, echo(std::move(socket), size), asio::detached);
  });
  announce(listening.port());
  all.run();
}

void serve_idle(const options& chosen) { serve_echo(chosen); }
void serve_fan_out(const options& chosen) { not_applicable(chosen); }
void serve_udp(const options& chosen) { not_applicable(chosen); }
void serve_burst(const options& chosen) { not_applicable(chosen); }

}  // namespace bench
