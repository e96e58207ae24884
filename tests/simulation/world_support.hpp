// Helpers that the tests of simulated worlds share.
#pragma once

#include <naru/naru.hpp>
#include <naru/simulation.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace simulated_tests {

using namespace std::chrono_literals;

/// A program that sends everything back that its connections bring.
class echo {
 public:
  echo(naru::simulated_host& on, std::uint16_t port)
      : proactor_(on.make_proactor()), scope_(*proactor_) {
    listener_ = std::make_unique<naru::tcp_listener>(*proactor_,
                                                     naru::endpoint(naru::address::any_v4(), port));
    scope_.spawn(accept_all());
  }
  ~echo() {
    listener_->close();
    scope_.request_stop();
    naru::run(*proactor_, scope_.join());
  }

  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }

 private:
  naru::task<> accept_all() {
    for (;;) {
      naru::tcp_stream stream(*proactor_);
      const naru::io_result result = co_await listener_->accept(stream);
      if (!listener_->is_open()) co_return;
      if (result.error) continue;
      ++connections_;
      scope_.spawn(serve(std::move(stream)));
    }
  }
  static naru::task<> serve(naru::tcp_stream stream) {
    std::vector<std::byte> room(4'096);
    for (;;) {
      const naru::io_result got = co_await stream.receive(naru::buffer(room));
      if (got.error) co_return;
      const naru::io_result sent = co_await stream.send(naru::buffer(room, got.bytes));
      if (sent.error) co_return;
    }
  }

  std::unique_ptr<naru::proactor> proactor_;
  naru::task_scope scope_;
  std::unique_ptr<naru::tcp_listener> listener_;
  std::size_t connections_ = 0;
};

/// The things that a client saw.
struct visit {
  std::error_code connected;
  std::error_code failed;
  std::size_t echoed = 0;
  bool right = true;
  bool ended = false;
  naru::proactor::duration took{};
};

/// Connects, sends `bytes` in one call, and receives them back.
inline naru::task<> call(naru::proactor& proactor, naru::endpoint server, std::size_t bytes,
                         visit& seen) {
  const auto began = proactor.now();
  std::vector<std::byte> out(bytes);
  for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<std::byte>(i * 7 + i / 251);
  std::vector<std::byte> in(bytes);
  naru::tcp_stream stream(proactor);
  seen.connected = (co_await stream.connect(server)).error;
  if (!seen.connected) {
    naru::task_scope sending(proactor);
    sending.spawn(
        [](naru::tcp_stream& to, std::vector<std::byte>& all, visit& noted) -> naru::task<> {
          const naru::io_result sent = co_await to.send(naru::buffer(all));
          if (!sent.error) co_return;
          noted.failed = sent.error;
          to.close();  // so the receive ends too
        }(stream, out, seen));
    while (seen.echoed != bytes) {
      const naru::io_result got = co_await stream.receive(naru::buffer(in).subspan(seen.echoed));
      seen.echoed += got.bytes;
      if (got.error) {
        seen.failed = got.error;
        break;
      }
    }
    co_await sending.join();
    seen.right = seen.echoed != bytes || in == out;
  }
  seen.took = proactor.now() - began;
  seen.ended = true;
}

}  // namespace simulated_tests
