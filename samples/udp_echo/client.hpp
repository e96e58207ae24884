// udp_client: sends numbered datagrams to an echo server, with a limited number of them on their
// way at a time, and accounts for each. For one thread.
//
//     samples::udp_client client(*proactor, server, plan);
//     client.start();
//     proactor->run();
//     …client.counted()…
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>
#include <naru/timer.hpp>
#include <naru/udp_socket.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

namespace samples {

struct udp_plan {
  std::size_t count;
  std::size_t size;
  std::size_t window;
};

/// received + lost = sent. The other numbers count replies that answer nothing.
struct udp_account {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t truncated = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t late = 0;  // came after it had been given up as lost
  std::uint64_t corrupt = 0;

  [[nodiscard]] bool adds_up() const noexcept { return received + lost == sent; }
};

class udp_client {
 public:
  /// Throws std::system_error if there is no way to the server.
  udp_client(naru::proactor& owner, const naru::endpoint& server, const udp_plan& plan);

  void start();

  /// Valid once run has returned.
  [[nodiscard]] const udp_account& counted() const noexcept { return counted_; }
  /// The reason why it ended early; empty if it did not.
  [[nodiscard]] const std::error_code& failure() const noexcept { return failure_; }

 private:
  static constexpr std::size_t batch = 64;
  static constexpr std::chrono::milliseconds reply_deadline{1000};
  static constexpr std::chrono::milliseconds check_interval{50};

  // The fate of a datagram: the millisecond of its sending, or one of these values.
  using fate = std::uint32_t;
  static constexpr fate answered = 0xffff'ffff;
  static constexpr fate given_up = 0xffff'fffe;

  void on_received(naru::io_result result);
  void on_sent(naru::io_result result);
  void on_check(naru::io_result result);
  void receive();
  void send();
  void count(const naru::datagram& reply);
  void give_up_old_ones();
  void finish(const std::error_code& reason);
  [[nodiscard]] fate now() const noexcept;
  [[nodiscard]] bool finished() const noexcept;

  naru::proactor& proactor_;
  const udp_plan plan_;
  const naru::proactor::time_point start_;
  udp_account counted_;
  std::error_code failure_;
  std::vector<fate> fates_;
  std::size_t next_ = 0;    // number of the next datagram
  std::size_t oldest_ = 0;  // all datagrams before it are accounted for
  std::size_t on_the_way_ = 0;
  bool sending_ = false;
  bool ended_ = false;
  std::vector<std::byte> out_;
  std::vector<std::byte> in_;
  std::array<naru::outgoing_datagram, batch> outgoing_;
  std::array<naru::datagram, batch> incoming_;
  naru::member_callback received_ = naru::bind<&udp_client::on_received>(this);
  naru::member_callback sent_ = naru::bind<&udp_client::on_sent>(this);
  naru::member_callback check_ = naru::bind<&udp_client::on_check>(this);
  naru::udp_socket socket_;
  naru::timer timer_;
};

}  // namespace samples
