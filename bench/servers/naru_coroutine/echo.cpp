#include <memory>

#include "../naru/loops.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

naru::task<> echo(naru::tcp_stream stream, std::size_t size) {
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(size);
  for (;;) {
    const auto [error, bytes] = co_await stream.receive(naru::mutable_buffer(buffer.get(), size));
    if (error) co_return;
    const auto sent = co_await stream.send(naru::const_buffer(buffer.get(), bytes));
    if (sent.error) co_return;
  }
}

naru::task<> serve(naru::tcp_listener& listener, std::size_t size) {
  naru::task_scope sessions(listener.owner());
  while (listener.is_open()) {
    auto [error, stream] = co_await listener.accept();
    if (!error) sessions.spawn(echo(std::move(stream), size));
  }
  co_await sessions.join();
}

}  // namespace

void serve_echo(const options& chosen) {
  if (chosen.loops == arrangement::separate) not_applicable(chosen);
  loops all(chosen);
  naru::tcp_listener listener(all.first(), {naru::address::loopback_v4(), 0}, {.backlog = 4096});
  naru::task_scope server(all.first());
  server.spawn(serve(listener, chosen.buffer_size));
  announce(listener.local_endpoint().port());
  all.run();
}

void serve_idle(const options& chosen) { serve_echo(chosen); }
void serve_fan_out(const options& chosen) { not_applicable(chosen); }
void serve_udp(const options& chosen) { not_applicable(chosen); }
void serve_burst(const options& chosen) { not_applicable(chosen); }

}  // namespace bench
