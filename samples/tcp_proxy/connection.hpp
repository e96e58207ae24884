// connection: one client, its connection to the target, and the bytes that flow between them.
//
// First comes the handshake, if the clients speak TLS. Then it connects to the target. After that
// two flows relay, one for each direction; they may run on two threads at once. The flow that ends
// last lets the proxy remove the connection; nothing is pending on it then. An error of one side
// ends both, and each sees a reset, because what it has received is not everything.
#pragma once

#include <naru/callback.hpp>
#include <naru/deadline.hpp>
#include <naru/tcp_connector.hpp>
#include <naru/tcp_stream.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <system_error>

#include "../tls/encryption.hpp"
#include "flow.hpp"

namespace samples {

class proxy;

class connection {
 public:
  connection(proxy& owner, std::uint64_t id, naru::tcp_stream client);

  /// The connection may be gone when this returns.
  void start();

  /// Ends a connection on which no transfer is pending; received bytes are still sent. A
  /// connection that is just about to receive misses it. May be called from any thread.
  void stop_waiting() noexcept;
  /// Ends the connection at once. May be called from any thread.
  void close() noexcept;

  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] bool reached_target() const noexcept { return phase_ == phase::relaying; }
  [[nodiscard]] std::uint64_t bytes_to_target() const noexcept { return to_target_.relayed(); }
  [[nodiscard]] std::uint64_t bytes_to_client() const noexcept { return to_client_.relayed(); }

  // Called by the flows.

  void flow_ended();
  void flow_failed(const std::error_code& reason);
  [[nodiscard]] bool stopping() const noexcept;

 private:
  void on_secured(naru::io_result result);
  void connect();
  void on_connected(naru::io_result result);

  enum class phase : std::uint8_t { securing, connecting, relaying };

  proxy& proxy_;
  std::uint64_t id_;
  naru::tcp_stream plain_;
  std::unique_ptr<secure_connection> secure_;  // null: the client speaks plain TCP
  naru::tcp_stream& client_;                   // one of the two
  naru::deadline handshake_limit_;
  naru::tcp_stream target_;
  naru::tcp_connector connector_;
  flow to_target_;
  flow to_client_;
  naru::member_callback secured_ = naru::bind<&connection::on_secured>(this);
  naru::member_callback connected_ = naru::bind<&connection::on_connected>(this);
  std::atomic<phase> phase_ = phase::connecting;
  std::atomic<int> flows_left_ = 2;
  std::mutex mutex_;  // guards failure_
  std::error_code failure_;
};

}  // namespace samples
