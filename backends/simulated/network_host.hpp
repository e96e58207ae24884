// network_host: a simulated machine as the network sees it: its addresses, its link, its ports and
// those that listen on them.
#pragma once

#include <naru/address.hpp>
#include <naru/endpoint.hpp>
#include <naru/signal_kind.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "signals/signal_watch.hpp"
#include "simulated/failing_calls.hpp"
#include "simulated/fault_switch.hpp"
#include "simulated/host_clock.hpp"
#include "simulated/link_state.hpp"
#include "simulated/port_range.hpp"

namespace naru::detail {

class listening_port;
class datagram_port;
class run_record;

class network_host final : public signal_watches {
 public:
  network_host(unsigned number, std::string name, std::vector<address> addresses, const link& to,
               random_source& random);

  /// Hosts are told apart, and put in order, by their numbers.
  [[nodiscard]] unsigned number() const noexcept { return number_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Without those of the loopback.
  [[nodiscard]] const std::vector<address>& addresses() const noexcept { return addresses_; }
  [[nodiscard]] bool has(const address& wanted) const noexcept;
  /// The address from which this host sends to `peer`, or nothing if it has none of that family.
  [[nodiscard]] std::optional<address> source_for(const address& peer) const noexcept;

  // Ports. A socket on the unspecified address has its port on all of them.

  std::error_code add(listening_port& port);
  void remove(listening_port& port) noexcept;
  /// The one that a connect to `target` meets, or null. Chance decides between those that share.
  [[nodiscard]] listening_port* find_listener(const endpoint& target,
                                              random_source& random) noexcept;
  std::error_code add(datagram_port& port);
  void remove(datagram_port& port) noexcept;
  [[nodiscard]] const std::vector<datagram_port*>& datagram_ports() const noexcept {
    return datagram_ports_;
  }
  /// True if a socket of this host is in that group.
  [[nodiscard]] bool has_joined(const address& group) const noexcept;

  // Signals.

  void add(signal_watch& watch) { watches_.push_back(&watch); }
  void remove(signal_watch& watch) noexcept override;
  std::error_code raise(signal_kind kind) noexcept;

  link_state up;
  link_state down;
  port_range stream_ports;
  port_range datagram_port_range;
  std::vector<std::chrono::steady_clock::time_point> last_arrivals;  // of datagrams, by host
  unsigned proactors_made = 0;
  run_record* record = nullptr;  // null if the run is not recorded

  // Faults.

  /// Changes the link, unless planned faults make it poor now. Then it changes when they end.
  void set_link(const link& to) noexcept;
  void begin_poor_link() noexcept;
  void end_poor_link() noexcept;
  [[nodiscard]] bool is_reachable() const noexcept { return !vanished.is_on(); }
  void stall(std::chrono::steady_clock::time_point until) noexcept;
  /// `now` is the time of the world. Planned drifts come on top of the one that is set.
  void set_drift(std::int32_t parts_per_million,
                 std::chrono::steady_clock::time_point now) noexcept;
  void add_drift(std::int32_t parts_per_million,
                 std::chrono::steady_clock::time_point now) noexcept;
  /// An error if a call of this host's system fails now.
  [[nodiscard]] std::error_code fault_of(system_call which, random_source& random) const noexcept;

  fault_switch vanished;
  std::chrono::steady_clock::time_point stalled_until{};
  failing_calls failing;
  std::size_t handles = 0;  // sockets that are open
  host_clock clock;

 private:
  const unsigned number_;
  const std::string name_;
  const std::vector<address> addresses_;
  link link_;                // without faults
  unsigned poor_links_ = 0;  // faults that make it poor
  std::int64_t drift_ = 0;
  std::int64_t planned_drift_ = 0;
  std::vector<listening_port*> listeners_;
  std::vector<datagram_port*> datagram_ports_;
  std::vector<signal_watch*> watches_;

  void let_clock_drift(std::chrono::steady_clock::time_point now) noexcept;
};

/// True if a socket on `local` takes what is sent to `target`. An IPv6 socket on the unspecified
/// address takes IPv4 too if it is told so.
[[nodiscard]] bool takes(const endpoint& local, bool takes_ipv4, const endpoint& target) noexcept;
/// True if two sockets would take the same.
[[nodiscard]] bool overlap(const endpoint& one, bool one_takes_ipv4, const endpoint& other,
                           bool other_takes_ipv4) noexcept;
/// `peer` as a socket of IPv6 sees it: an IPv4 address is mapped.
[[nodiscard]] endpoint mapped(const endpoint& peer) noexcept;

}  // namespace naru::detail
