// random_end: one end of a layered connection, at which a test does random things. It checks what
// holds whatever happens: each operation completes exactly once and never inside the call that
// starts it, and what was received is what the other end sent, in its order.
#pragma once

#include "test_layer.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <shared_mutex>
#include <utility>

namespace layers {

/// What must not happen, counted, because it may happen on any thread.
struct breaches {
  std::atomic<int> completed_twice{0};
  std::atomic<int> completed_in_the_start{0};
  std::atomic<int> wrong_counts{0};
  std::atomic<int> wrong_bytes{0};
};

class random_end {
 public:
  random_end(breaches& found, std::uint32_t seed) : found_(found), random_(seed) {}

  void open(naru::tcp_stream&& stream) { stream_.emplace(std::move(stream)); }

  // The test's thread calls these.

  /// Does one of the things that a program does.
  void step();
  void receive();
  void send();
  /// Says that nothing follows, unless it was said or a send is pending. Never follow it by a send.
  void end();
  void close(naru::close_mode mode);
  void destroy();

  [[nodiscard]] bool is_idle() const;
  /// The peer's end has been received.
  [[nodiscard]] bool has_seen_the_end() const { return has_seen_the_end_; }
  /// Closed or destroyed, or a send has failed: the end will not be orderly.
  [[nodiscard]] bool is_spoilt() const { return is_spoilt_; }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  static constexpr std::size_t send_max = 100'000;
  static constexpr std::size_t receive_max = 6'000;

  /// An operation that is started again and again, one at a time.
  struct one_operation final : naru::operation {
    using function = void (random_end::*)(naru::io_result);
    one_operation(random_end& to, function at_end, naru::inline_completion mode)
        : operation(&one_operation::run, mode), of(to), ended(at_end) {}
    static void run(operation& self);
    void finish();
    /// False if it is in use.
    bool take() { return !is_busy.exchange(true); }

    random_end& of;
    function ended;
    std::atomic<bool> is_busy = false;
    std::atomic<int> pending_starts = 0;
  };

  std::size_t pick(std::size_t below) { return random_() % below; }
  template <class Start>
  void start(one_operation& op, Start begin);
  template <class Use>
  void use(Use what);
  void shake();
  void start_receive();
  void on_received(naru::io_result result);
  void on_sent(naru::io_result result);
  void on_shaken(naru::io_result) { shaking_.is_busy = false; }
  void on_closed(naru::io_result) { closing_.is_busy = false; }

  breaches& found_;
  std::minstd_rand random_;
  std::shared_mutex lock_;  // guards the optional, not the stream
  std::optional<naru::tcp_stream> stream_;
  std::size_t wanted_ = 0;   // of the receive that is pending
  bool wants_all_ = false;   // it is exact
  int more_ = 0;             // receives that follow it from its completion
  std::size_t offered_ = 0;  // of the send that is pending
  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<std::uint64_t> received_ = 0;
  std::atomic<bool> has_seen_the_end_ = false;
  std::atomic<bool> has_ended_ = false;
  std::atomic<bool> is_spoilt_ = false;
  std::array<std::byte, receive_max> in_{};
  std::array<std::byte, send_max> out_{};
  one_operation receiving_{*this, &random_end::on_received, naru::inline_completion::allowed};
  one_operation sending_{*this, &random_end::on_sent, naru::inline_completion::forbidden};
  one_operation shaking_{*this, &random_end::on_shaken, naru::inline_completion::allowed};
  one_operation closing_{*this, &random_end::on_closed, naru::inline_completion::forbidden};
};

}  // namespace layers
