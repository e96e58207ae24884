// server: listens, owns a session for each connection, and stops in an orderly way.
//
//     samples::server server(*proactor, endpoint, samples::verbosity::quiet);
//     server.start();
//     …the proactor runs on any number of threads…
//     samples::totals totals = server.stop();
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
#include <system_error>
#include <unordered_map>

#include "acceptor.hpp"
#include "connection_log.hpp"
#include "options.hpp"
#include "session.hpp"

namespace samples {

struct totals {
  std::uint64_t connections = 0;
  std::uint64_t receives = 0;
  std::uint64_t bytes = 0;  // echoed
};

class server {
 public:
  /// Listens; throws std::system_error if it cannot.
  server(naru::proactor& owner, const naru::endpoint& local, verbosity output);

  [[nodiscard]] naru::endpoint local_endpoint() const { return listener_.local_endpoint(); }

  /// Begins to accept. From here on until stop has returned the proactor must run.
  void start();

  /// Stops accepting, lets each session finish what it is echoing, closes it, and returns once no
  /// session is left. Sessions that have not finished by the deadline are closed as they are. Not
  /// from a completion function.
  totals stop();

  // Called by acceptors and sessions, on any thread.

  [[nodiscard]] naru::tcp_listener& listener() noexcept { return listener_; }
  [[nodiscard]] connection_log& log() noexcept { return log_; }
  [[nodiscard]] bool stopping() const noexcept { return stopping_.load(); }
  void adopt(naru::tcp_stream stream);
  /// Destroys `leaving`, on which nothing may be pending.
  void remove(const session& leaving, const std::error_code& reason);

 private:
  static constexpr std::size_t accepts_pending = 16;
  static constexpr std::chrono::seconds stop_deadline{5};
  static constexpr std::chrono::milliseconds stop_interval{20};

  naru::tcp_listener listener_;
  connection_log log_;
  std::deque<acceptor> acceptors_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards the members below
  std::condition_variable emptied_;
  totals totals_;
  std::unordered_map<std::uint64_t, std::unique_ptr<session>> sessions_;
};

}  // namespace samples
