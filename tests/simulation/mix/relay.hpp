// relay: a proxy that tells its server, by the PROXY protocol, for whom it speaks. It passes on
// everything: bytes, the end of a stream, a reset.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/proactor.hpp>
#include <naru/task.hpp>
#include <naru/task_scope.hpp>
#include <naru/tcp_listener.hpp>
#include <naru/tcp_stream.hpp>

#include <cstdint>

#include "scene.hpp"

namespace mix {

class relay {
 public:
  /// Listens on `port` of the host of `owner`, and connects to `server` for each connection.
  relay(naru::proactor& owner, std::uint16_t port, const naru::endpoint& server);
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;
  /// Everything must have ended.
  ~relay() = default;

  void stop() noexcept;
  [[nodiscard]] bool has_ended() const noexcept { return scope_.size() == 0; }
  /// Once everything has ended.
  void join();

 private:
  naru::task<> accept_all();
  naru::task<> serve(naru::tcp_stream player);

  const naru::endpoint server_;
  naru::tcp_listener listener_;
  naru::task_scope scope_;
};

}  // namespace mix
