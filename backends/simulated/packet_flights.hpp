// packet_flights: the datagrams that are on their way, and the memory of those that were.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "simulated/datagram_port.hpp"
#include "simulated/network.hpp"
#include "simulated/packet_fate.hpp"

namespace naru::detail {

/// True for an address of a group, and for the broadcast address.
[[nodiscard]] bool is_for_many(const address& target) noexcept;

class packet_flights {
 public:
  explicit packet_flights(network& net) noexcept : net_(net) {}

  /// Memory for a datagram of that size.
  [[nodiscard]] std::vector<std::byte> take(std::size_t size);
  void give_back(std::vector<std::byte>&& bytes) noexcept;

  /// Sends a datagram. It may get lost, come late, twice, or damaged, as the links have it.
  void send(network_host& from, packet&& sent, const endpoint& target, bool hears_itself);

 private:
  class flight;
  friend class flight;

  /// `event` is that of the record, like in the functions below.
  void fly(network_host& from, network_host& to, packet&& sent, const endpoint& target,
           std::uint64_t event);
  [[nodiscard]] timeline::time_point in_order(network_host& from, const network_host& to,
                                              timeline::time_point when);
  [[nodiscard]] std::shared_ptr<flight> take_flight();
  void fly_inside(network_host& on, packet&& sent, const endpoint& target, std::uint64_t event);
  void tell(network_host& on, const endpoint& target);
  void land(network_host& on, packet&& came, const endpoint& target, std::uint64_t event);
  [[nodiscard]] packet_fate put(datagram_port& into, packet&& came);
  [[nodiscard]] packet copy_of(const packet& original);

  // For the record, if there is one.

  [[nodiscard]] std::uint64_t note_departure(const network_host& from, const network_host* to,
                                             const packet& sent, const endpoint& target);
  void note(std::uint64_t event, packet_fate fate, const network_host* at) noexcept;

  network& net_;
  std::vector<std::vector<std::byte>> spare_bytes_;
  std::vector<std::shared_ptr<flight>> spare_flights_;
  std::size_t next_spare_ = 0;
  std::vector<datagram_port*> found_;  // those that take the datagram that lands now
};

}  // namespace naru::detail
