// echo_batch: receives a batch of datagrams, sends them back, and receives the next batch.
#pragma once

#include <naru/callback.hpp>
#include <naru/udp_socket.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace samples {

struct udp_totals {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::uint64_t truncated = 0;  // these were sent back as they came

  udp_totals& operator+=(const udp_totals& other) noexcept {
    received += other.received;
    sent += other.sent;
    truncated += other.truncated;
    return *this;
  }
};

class echo_batch {
 public:
  explicit echo_batch(naru::udp_socket& socket);

  void receive();

  /// Called only while nothing is pending.
  [[nodiscard]] const udp_totals& counted() const noexcept { return counted_; }

 private:
  static constexpr std::size_t size = 32;
  static constexpr std::size_t room = 65'536;  // more than any datagram needs

  void on_received(naru::io_result result);
  void on_sent(naru::io_result result);
  void send();

  naru::udp_socket& socket_;
  std::unique_ptr<std::byte[]> storage_;
  std::array<naru::datagram, size> incoming_;
  std::array<naru::outgoing_datagram, size> outgoing_;
  std::size_t first_ = 0;  // the rest that is still to be sent back
  std::size_t last_ = 0;
  udp_totals counted_;
  naru::member_callback received_ = naru::bind<&echo_batch::on_received>(this);
  naru::member_callback sent_ = naru::bind<&echo_batch::on_sent>(this);
};

}  // namespace samples
