// What the tests of transports share: a server whose connections have layers, a client of it, and
// an observer of the connections that became no session.
//
// The order of declarations in a test: recorders and plans of its own first, then the observer,
// then served, then clients and peers, then a worker_pool.
#pragma once

#include "sessions.hpp"
#include "test_layer.hpp"

#include <naru/transport.hpp>

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

namespace layers {

using refusal = naru::session_observer::refusal;

/// What a server or client was told of connections that became no session.
class refusals final : public naru::session_observer {
 public:
  void on_refused(const naru::endpoint& peer, refusal why) override;
  void on_handshake_failed(const naru::endpoint& peer, const std::error_code& error) override;

  [[nodiscard]] std::ptrdiff_t count(refusal why) const;
  [[nodiscard]] std::vector<std::error_code> errors() const;
  /// Refusals of peers that are not on this machine.
  [[nodiscard]] int strangers() const { return strangers_; }

 private:
  std::atomic<int> strangers_{0};
  mutable std::mutex mutex_;  // guards the members below
  std::vector<refusal> all_;
  std::vector<std::error_code> errors_;
};

/// A transport of xor_layers that do as `with` says.
[[nodiscard]] naru::transport xored(plan& with);

/// Options of a client that connects again soon.
[[nodiscard]] naru::client_options to(const naru::endpoint& server, const naru::transport& through);

/// Makes the sessions of a server that records in `written`.
[[nodiscard]] std::function<std::shared_ptr<contract::echoing_session>()> echoing(
    contract::journal& written);

/// A proactor with a server of echoing sessions that has started.
struct served {
  /// Without a transport in `options` the connections have an xor_layer, by `factory`.
  explicit served(naru::server_options options = {.address = contract::loopback()});

  [[nodiscard]] naru::endpoint endpoint() const { return server.local_endpoint(); }
  /// Options of a client whose xor_layer does as `at_client` says.
  [[nodiscard]] naru::client_options of_client();
  template <std::predicate Done>
  [[nodiscard]] bool until(Done done) {
    return contract::run_until(*proactor, std::move(done));
  }
  /// Stops the server and runs until it has stopped; returns false at the deadline.
  [[nodiscard]] bool stop(std::chrono::milliseconds limit);

  plan at_server;
  plan at_client;
  contract::journal written;
  contract::recorder stopped;
  const std::shared_ptr<xor_factory> factory = std::make_shared<xor_factory>(at_server);
  const std::unique_ptr<naru::proactor> proactor = contract::test_proactor();
  naru::server<contract::echoing_session> server;
};

/// A client that says hello once it is connected.
struct guest {
  guest(naru::proactor& proactor, const naru::client_options& options);
  explicit guest(served& on) : guest(*on.proactor, on.of_client()) {}

  /// One message has come.
  [[nodiscard]] bool is_answered() const { return written.message_count() == 1; }

  contract::journal written;
  contract::script lines;
  naru::client<contract::scripted_session> client;
};

}  // namespace layers
