// proxy: listens, owns a connection for each client, and stops in an orderly way.
//
//     samples::proxy proxy(*proactor, options);
//     proxy.start();
//     …the proactor runs on any number of threads…
//     samples::totals totals = proxy.stop();
#pragma once

#include <naru/endpoint.hpp>
#include <naru/tcp_listener.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "acceptor.hpp"
#include "connection.hpp"
#include "options.hpp"
#include "proxy_log.hpp"

namespace samples {

struct totals {
  std::uint64_t connections = 0;      // accepted
  std::uint64_t failed_connects = 0;  // of those, to the target
  std::uint64_t bytes_to_target = 0;
  std::uint64_t bytes_to_client = 0;
};

class proxy {
 public:
  /// Listens; throws std::system_error if it cannot, and std::runtime_error if the certificate
  /// cannot be used.
  proxy(naru::proactor& owner, const proxy_options& options);

  [[nodiscard]] naru::endpoint local_endpoint() const { return listener_.local_endpoint(); }

  /// Begins to accept. From here on until stop has returned the proactor must run.
  void start();

  /// Stops accepting, lets each connection deliver what it has received, closes it, and returns
  /// once no connection is left. Connections that have not finished by the deadline are reset. Not
  /// from a completion function.
  totals stop();

  // Called by acceptors and connections, on any thread.

  [[nodiscard]] const proxy_options& options() const noexcept { return options_; }
  [[nodiscard]] naru::tcp_listener& listener() noexcept { return listener_; }
  /// Null if the clients speak plain TCP.
  [[nodiscard]] encryption* secure() noexcept { return secure_.get(); }
  [[nodiscard]] proxy_log& log() noexcept { return log_; }
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(); }
  /// Returns true if one more connection may come. Otherwise `idle` is told to accept once it may.
  [[nodiscard]] bool has_room_for(acceptor& idle);
  void adopt(naru::tcp_stream client);
  /// Destroys `leaving`, on which nothing may be pending.
  void remove(const connection& leaving);

 private:
  static constexpr std::size_t accepts_pending = 16;
  static constexpr std::chrono::seconds stop_deadline{5};
  static constexpr std::chrono::milliseconds stop_interval{20};

  const proxy_options options_;
  const std::unique_ptr<encryption> secure_;
  naru::tcp_listener listener_;
  proxy_log log_;
  std::deque<acceptor> acceptors_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards the members below
  std::condition_variable emptied_;
  totals totals_;
  std::vector<acceptor*> idle_;  // they wait because max_connections is reached
  std::unordered_map<std::uint64_t, std::unique_ptr<connection>> connections_;
};

}  // namespace samples
