// faulty_peer: a client of an echo server that misbehaves in every way in turn, as its random
// numbers decide.
//
// At most one operation is pending at a time, so its callbacks never run at the same time.
#pragma once

#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>

namespace stress {

enum class fault : std::uint8_t {
  resets,        ///< resets in the middle of its sending
  half_closes,   ///< shuts down its sending side, and still expects every byte back
  dribbles,      ///< sends one byte at a time
  stays_silent,  ///< sends nothing, and leaves after a while
  never_reads,   ///< sends until the server can send no more, and leaves after a while
};

class faulty_peer {
 public:
  static constexpr std::size_t fault_count = 5;

  /// `left` counts down when the peer has ended.
  faulty_peer(naru::proactor& proactor, const naru::endpoint& server, std::uint64_t seed,
              contract::countdown& left);

  void start() { connect(); }
  /// The peer ends after its present connection. From any thread.
  void stop() noexcept { stopping_ = true; }

  // Valid once it has ended.

  /// The number of connections for each fault.
  [[nodiscard]] const std::array<std::size_t, fault_count>& played() const { return played_; }
  /// An unexpected failure, on either side.
  [[nodiscard]] std::error_code failure() const noexcept { return failure_; }

 private:
  void connect();
  void send();
  void receive();
  void pause();
  void leave(naru::close_mode mode);
  void fail(const std::error_code& failure);

  void on_connected(naru::io_result result);
  void on_sent(naru::io_result result);
  void on_received(naru::io_result result);
  void on_paused(naru::io_result result);
  void on_closed(naru::io_result result);

  [[nodiscard]] std::size_t between(std::size_t least, std::size_t most);

  naru::proactor& proactor_;
  const naru::endpoint server_;
  std::mt19937_64 random_;
  contract::countdown& left_;
  std::atomic<bool> stopping_{false};
  std::array<std::size_t, fault_count> played_{};
  std::error_code failure_;
  fault now_ = fault::resets;
  std::size_t to_send_ = 0;   // bytes, of this connection
  std::size_t sent_ = 0;      // bytes
  std::size_t received_ = 0;  // bytes
  contract::bytes in_;
  naru::member_callback connected_ = naru::bind<&faulty_peer::on_connected>(this);
  naru::member_callback sent_op_ = naru::bind<&faulty_peer::on_sent>(this);
  naru::member_callback received_op_ = naru::bind<&faulty_peer::on_received>(this);
  naru::member_callback paused_ = naru::bind<&faulty_peer::on_paused>(this);
  naru::member_callback closed_ = naru::bind<&faulty_peer::on_closed>(this);
  naru::timer timer_;
  naru::tcp_stream stream_;
};

}  // namespace stress
