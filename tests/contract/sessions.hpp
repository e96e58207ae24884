// Helpers that the tests of sessions share: a server whose sessions record what happens to them
// and do what the test tells them, and peers that send and receive bytes.
//
// The order of declarations in a test: the journal first, then the proactor, then the server, then
// peers, then a worker_pool.
#pragma once

#include "failure_log.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace contract {

using wire = naru::length_prefixed<>;

/// `text` after its size in four bytes.
[[nodiscard]] bytes framed(std::string_view text);
[[nodiscard]] std::string text_of(naru::const_buffer message);
[[nodiscard]] bytes bytes_of(std::string_view text);

/// Both, one after the other.
[[nodiscard]] bytes joined(bytes first, const bytes& second);

/// Records what happened to the sessions of one test. At its end it checks that nothing happened
/// out of turn.
class journal {
 public:
  journal() = default;
  ~journal();
  journal(const journal&) = delete;
  journal& operator=(const journal&) = delete;

  void connected();
  void message(std::string text);
  void closed(naru::close_reason reason);
  /// A function of a session ran beside another, before on_connected, after on_closed, or again.
  void out_of_turn() { ++out_of_turn_; }

  [[nodiscard]] int connections() const { return connected_; }
  [[nodiscard]] int endings() const { return closed_; }
  [[nodiscard]] std::vector<std::string> messages() const;
  [[nodiscard]] std::size_t message_count() const { return message_count_; }
  /// The reason of the session that ended last.
  [[nodiscard]] naru::close_reason reason() const { return reason_; }
  [[nodiscard]] int endings_for(naru::close_reason reason) const;

 private:
  std::atomic<int> out_of_turn_{0};
  std::atomic<int> connected_{0};
  std::atomic<int> closed_{0};
  std::atomic<std::size_t> message_count_{0};
  std::atomic<naru::close_reason> reason_{naru::close_reason::closed_by_program};
  std::array<std::atomic<int>, naru::close_reasons> endings_for_{};
  mutable std::mutex mutex_;  // guards messages_
  std::vector<std::string> messages_;
};

/// Records what happens, and sends each message back.
class echoing_session : public naru::session<wire> {
 public:
  explicit echoing_session(journal& written) : written_(written) {}

 protected:
  void on_connected() override { written_.connected(); }
  void on_message(naru::const_buffer message) override {
    written_.message(text_of(message));
    send(message);
  }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

 private:
  journal& written_;
};

/// The actions for each occasion, for tests that define them at the place where they need them.
struct script {
  std::function<void(class scripted_session&)> connected = {};
  std::function<void(scripted_session&, std::string)> message = {};
  std::function<void(scripted_session&, naru::close_reason)> closed = {};
  std::function<void(scripted_session&)> queue_full = {};
  std::function<void(scripted_session&)> queue_drained = {};
};

class scripted_session : public naru::session<wire> {
 public:
  scripted_session(journal& written, const script& lines) : written_(written), lines_(lines) {}

  using naru::session<wire>::send;
  naru::send_outcome send(std::string_view text) const { return send(naru::buffer(text)); }
  [[nodiscard]] std::shared_ptr<scripted_session> self() {
    return std::static_pointer_cast<scripted_session>(shared_from_this());
  }

  std::atomic<int> full{0};
  std::atomic<int> drained{0};

 protected:
  void on_connected() override;
  void on_message(naru::const_buffer message) override;
  void on_closed(naru::close_reason reason) override;
  void on_send_queue_full() override;
  void on_send_queue_drained() override;

 private:
  enum class stage_of_life { before, during, after };
  class turn;

  journal& written_;
  const script& lines_;
  std::atomic<bool> in_turn_{false};
  stage_of_life life_ = stage_of_life::before;
};

/// True if a receive reports a reset. The receive began after the connection had ended; under Wine
/// it then reports the end of the stream.
[[nodiscard]] bool is_reset(const std::error_code& error);

/// Connects to a server that is full. The connection is reset, and the connect may already report
/// that.
[[nodiscard]] bool is_turned_away(naru::proactor& proactor, const naru::endpoint& server);

/// The other end of a connection, in bytes. Its steps follow one another, and each runs the
/// proactor on this thread.
class peer {
 public:
  peer(naru::proactor& proactor, const naru::endpoint& server);

  /// Sends all of it; returns false if that fails.
  bool send(naru::const_buffer sent);
  bool send(std::string_view message) { return send(framed(message)); }
  bool send(const bytes& sent) { return send(naru::const_buffer(naru::buffer(sent))); }
  /// The next message; empty if none comes.
  [[nodiscard]] std::string receive();
  /// The next `size` bytes, or fewer if the connection ends before.
  [[nodiscard]] bytes receive_bytes(std::size_t size);
  /// How the connection ended: the error of a receive that gets no bytes any more.
  [[nodiscard]] std::error_code receive_end();
  /// True if it ended by a reset.
  [[nodiscard]] bool receive_reset() { return is_reset(receive_end()); }
  /// Nothing more is sent, but bytes that come are still received.
  bool finish_sending() { return !stream_.shutdown_send(); }
  void close(naru::close_mode mode = naru::close_mode::graceful) { stream_.close(mode); }
  [[nodiscard]] naru::tcp_stream& stream() { return stream_; }

 private:
  naru::proactor& proactor_;
  naru::tcp_stream stream_;
  std::error_code early_end_;  // the server had reset the connection before this side looked
};

/// The other end of a connection. It takes everything that comes while the proactor runs. When the
/// server ends the connection, it ends it too.
class collector {
 public:
  using on_message = std::function<void(naru::const_buffer)>;

  /// `taken` is called with each message.
  collector(naru::proactor& proactor, const naru::endpoint& server, on_message taken = {});
  ~collector();
  collector(const collector&) = delete;
  collector& operator=(const collector&) = delete;

  void start();

  [[nodiscard]] std::size_t messages() const;
  [[nodiscard]] std::size_t bytes_received() const;
  /// Empty until the connection has ended.
  [[nodiscard]] std::error_code end() const;
  [[nodiscard]] peer& sender() { return peer_; }
  void close(naru::close_mode mode = naru::close_mode::graceful) { peer_.close(mode); }

 private:
  struct state;

  peer peer_;
  const std::shared_ptr<state> state_;
};

/// A proactor with a server of scripted sessions on it.
struct stage {
  explicit stage(const naru::server_options& options, script text = {});
  explicit stage(const naru::session_options& options, script text = {});
  explicit stage(script text = {});

  /// A peer that has connected, and whose session has begun.
  [[nodiscard]] peer join();
  /// The only session there is.
  [[nodiscard]] std::shared_ptr<scripted_session> only() const;
  [[nodiscard]] naru::endpoint endpoint() const { return server.local_endpoint(); }
  template <std::predicate Done>
  [[nodiscard]] bool until(Done done, std::chrono::milliseconds limit = deadline) {
    return run_until(*proactor, std::move(done), limit);
  }
  /// Runs until that many sessions have ended.
  [[nodiscard]] bool until_ended(int sessions = 1) {
    return until([&] { return written.endings() >= sessions && server.size() == 0; });
  }

  failure_log failures;
  journal written;
  script lines;
  const std::unique_ptr<naru::proactor> proactor = failures.proactor();
  naru::server<scripted_session> server;
};

/// Options of a server with these limits for each session, on a port that the system chooses.
[[nodiscard]] naru::server_options with_limits(const naru::session_options& sessions);

}  // namespace contract
