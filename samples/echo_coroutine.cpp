// An echo server on port 7777, until Ctrl-C: then each session ends in its own way, and main too.
#include <naru/naru.hpp>

static naru::task<> echo(naru::tcp_stream stream) {
  std::array<char, 4096> data;
  for (;;) {
    auto [error, bytes] = co_await stream.receive(naru::buffer(data));
    if (error) co_return;  // the peer has finished, or is gone, or the server stops
    co_await stream.send(naru::buffer(data, bytes));
  }
}

static naru::task<> serve(naru::tcp_listener& listener) {
  naru::task_scope sessions(listener.owner());
  for (;;) {
    auto [error, stream] = co_await listener.accept();
    if (error == std::errc::operation_canceled || !listener.is_open()) break;
    if (!error) sessions.spawn(echo(std::move(stream)));
  }
  co_await sessions.join();
}

int main() {
  const auto proactor = naru::make_proactor();
  naru::tcp_listener listener(*proactor, naru::endpoint::parse("0.0.0.0:7777"));
  naru::signal_set stop(*proactor, {naru::signal_kind::interrupt, naru::signal_kind::terminate});
  naru::run(*proactor, naru::when_any(serve(listener), stop.wait()));
}
