// What the tests of sessions share: a peer that speaks bytes, and a session that writes down what
// happens to it.
//
// The order of declarations in a test: what is written down first, then the proactor, then the
// server, then peers, then a worker_pool.
#pragma once

#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace contract {

using wire = naru::length_prefixed<>;

/// `text` behind its size in four bytes.
[[nodiscard]] bytes framed(std::string_view text);
[[nodiscard]] std::string text_of(naru::const_buffer message);

/// What happened to the sessions of one test.
class journal {
 public:
  void connected();
  void message(std::string text);
  void closed(naru::close_reason reason);

  [[nodiscard]] int connections() const { return connected_; }
  [[nodiscard]] int endings() const { return closed_; }
  [[nodiscard]] std::vector<std::string> messages() const;
  [[nodiscard]] std::size_t message_count() const { return message_count_; }
  /// Of the last that ended.
  [[nodiscard]] naru::close_reason reason() const { return reason_; }

 private:
  std::atomic<int> connected_{0};
  std::atomic<int> closed_{0};
  std::atomic<std::size_t> message_count_{0};
  std::atomic<naru::close_reason> reason_{naru::close_reason::closed_by_program};
  mutable std::mutex mutex_;  // guards messages_
  std::vector<std::string> messages_;
};

/// Writes down what happens, and sends each message back.
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

/// What is to be done on each occasion, for tests that say it where they need it.
struct script {
  std::function<void(class scripted_session&)> connected;
  std::function<void(scripted_session&, std::string)> message;
  std::function<void(scripted_session&, naru::close_reason)> closed;
};

class scripted_session : public naru::session<wire> {
 public:
  scripted_session(journal& written, const script& lines) : written_(written), lines_(lines) {}

 protected:
  void on_connected() override;
  void on_message(naru::const_buffer message) override;
  void on_closed(naru::close_reason reason) override;
  void on_send_queue_full() override { ++full; }
  void on_send_queue_drained() override { ++drained; }

 public:
  std::atomic<int> full{0};
  std::atomic<int> drained{0};

 private:
  journal& written_;
  const script& lines_;
};

/// The other end of a connection, in bytes.
class peer {
 public:
  peer(naru::proactor& proactor, const naru::endpoint& server);

  /// Sends all of it; false where that fails.
  bool send(naru::const_buffer sent);
  bool send(std::string_view message) { return send(framed(message)); }
  bool send(const bytes& sent) { return send(naru::const_buffer(naru::buffer(sent))); }
  /// The next message; empty where none comes.
  [[nodiscard]] std::string receive();
  /// How the connection ended: what a receive gives that gets nothing more.
  [[nodiscard]] std::error_code receive_end();
  void close(naru::close_mode mode = naru::close_mode::graceful) { stream_.close(mode); }
  [[nodiscard]] naru::tcp_stream& stream() { return stream_; }

 private:
  naru::proactor& proactor_;
  naru::tcp_stream stream_;
};

}  // namespace contract
