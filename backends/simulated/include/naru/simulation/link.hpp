// link: how a simulated host is connected to the network. It is used by naru::simulation.
//
// A packet from one host to another crosses the link of each. Its latency is the sum of both, and
// each of them may lose it. The functions give links as players have them.
//
//     naru::simulated_host& player = world.add_host("player", naru::link::mobile());
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace naru {

struct link {
  /// Of the clock by which proactors go.
  using duration = std::chrono::steady_clock::duration;

  /// The ranges: times from 0 to duration_max, probabilities from 0 to 1, and packets from mtu_min,
  /// which IPv4 demands, to mtu_max. Functions that take a link throw std::invalid_argument if it
  /// is out of them.
  static constexpr duration duration_max = std::chrono::hours(24);
  static constexpr std::size_t mtu_min = 68;
  static constexpr std::size_t mtu_max = 65'535;

  /// The time that a packet takes in one direction, and the most that chance adds to it.
  duration latency{};
  duration jitter{};
  /// How many bytes pass in a second, in each direction. 0: as many as are sent.
  std::uint64_t bytes_per_second = 0;
  /// How long packets wait at most if more is sent than passes. A packet that would wait longer is
  /// lost. Long queues are what makes a game lag while somebody loads a film.
  duration queue_max = std::chrono::milliseconds(100);
  /// The probability with which a packet is lost, outside of bursts and in them (the model of
  /// Gilbert and Elliott). The other two are how long a burst and the time between two last on
  /// average. If `burst_length` is zero, there are none.
  double loss = 0;
  double loss_in_burst = 0;
  duration burst_every = std::chrono::seconds(1);
  duration burst_length{};
  /// The largest packet. A datagram with more bytes is sent in pieces, and is lost with any of
  /// them.
  std::size_t mtu = 1'500;
  /// The probabilities with which a datagram comes later than those behind it, comes twice, comes
  /// with a wrong byte, and comes without its end. A network with checksums does the last two only
  /// if something is broken; they show whether a program checks what it receives.
  double reorders = 0;
  double duplicates = 0;
  double corrupts = 0;
  double truncates = 0;

  /// A cable in one building.
  [[nodiscard]] static link lan() noexcept;
  /// A home's radio and its line.
  [[nodiscard]] static link wifi() noexcept;
  /// A phone outdoors.
  [[nodiscard]] static link mobile() noexcept;
  /// A phone in a train.
  [[nodiscard]] static link poor() noexcept;
  /// A dish and an orbit far away.
  [[nodiscard]] static link satellite() noexcept;
};

}  // namespace naru
