// session: one connection of the echo server. It receives, sends back, receives…
//
// At most one operation is pending at a time, so its callbacks never run at the same time,
// whatever the number of threads. When the connection ends, the session asks the server to remove
// it; nothing is pending on it then.
#pragma once

#include <naru/callback.hpp>
#include <naru/tcp_stream.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace samples {

class server;

struct traffic {
  std::uint64_t receives = 0;
  std::uint64_t bytes = 0;  // echoed
};

class session {
 public:
  session(server& owner, std::uint64_t id, naru::tcp_stream stream)
      : server_(owner), id_(id), stream_(std::move(stream)) {}

  /// The session may be gone when this returns.
  void start();

  /// Ends a session that waits for something to echo; a session that sends goes on. May be called
  /// from any thread.
  void stop_waiting() noexcept;
  /// Ends the connection at once. May be called from any thread.
  void close() noexcept { stream_.close(naru::close_mode::reset); }

  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] const traffic& counted() const noexcept { return counted_; }

 private:
  static constexpr std::size_t buffer_size = 16'384;

  void on_received(naru::io_result result);
  void on_sent(naru::io_result result);
  void receive();
  void say_goodbye();

  server& server_;
  std::uint64_t id_;
  traffic counted_;
  std::atomic<bool> goodbye_said_ = false;
  naru::tcp_stream stream_;
  naru::member_callback received_ = naru::bind<&session::on_received>(this);
  naru::member_callback sent_ = naru::bind<&session::on_sent>(this);
  std::array<std::byte, buffer_size> buffer_;
};

}  // namespace samples
