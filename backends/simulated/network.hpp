// network: the hosts of a simulated world and the paths between them.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulated/network_host.hpp"
#include "simulated/random_source.hpp"
#include "simulated/timeline.hpp"

namespace naru::detail {

class run_record;

class network {
 public:
  using duration = timeline::duration;

  network(timeline& time, random_source& random) : time_(time), random_(random) {}

  [[nodiscard]] timeline& time() noexcept { return time_; }
  [[nodiscard]] random_source& random() noexcept { return random_; }
  /// True if chance decides how many bytes a transfer moves; otherwise it moves all it can.
  [[nodiscard]] bool moves_parts() const noexcept { return moves_parts_; }
  void move_parts(bool parts) noexcept { moves_parts_ = parts; }
  /// Null if the run is not recorded.
  [[nodiscard]] run_record* record() const noexcept { return record_; }
  void record_to(run_record* record) noexcept { record_ = record; }

  /// Throws std::invalid_argument if a host cannot have the name, an address or the link, or if
  /// another host has the name or an address.
  network_host& add(std::string name, std::vector<address> addresses, const link& to);
  /// The host that has that address, or null. An address of the loopback leads back.
  [[nodiscard]] network_host* find(const address& wanted, network_host& from) noexcept;
  [[nodiscard]] bool has(const address& wanted) const noexcept {
    return by_address_.contains(wanted);
  }
  /// The host that has that name, or null.
  [[nodiscard]] const network_host* find(std::string_view name) const;
  /// True for the name by which each host finds itself.
  [[nodiscard]] static bool is_local(std::string_view name);
  [[nodiscard]] const std::vector<std::unique_ptr<network_host>>& hosts() const noexcept {
    return hosts_;
  }

  // Packets from one host to another.

  /// True if a packet that is on its way arrives nowhere, because its host has vanished. Nothing
  /// parts a host from itself.
  [[nodiscard]] static bool is_away(const network_host& from, const network_host& to) noexcept {
    return &from != &to && !to.is_reachable();
  }

  /// True if packets come through at all: none is blocked or held, and neither host has vanished.
  [[nodiscard]] bool passes(const network_host& from, const network_host& to) const noexcept;
  /// Sends a packet. If it is larger than the MTU, it goes in pieces, and is lost with any of them.
  [[nodiscard]] link_state::passage cross(network_host& from, network_host& to, std::size_t bytes);
  /// The time that a packet takes at least.
  [[nodiscard]] duration latency(const network_host& from, const network_host& to) const noexcept;
  /// Draws whether something happens to a datagram that has this probability at the links it
  /// crosses.
  [[nodiscard]] bool happens(const network_host& from, const network_host& to,
                             double link::* what) noexcept;
  [[nodiscard]] std::size_t mtu(const network_host& from, const network_host& to) const noexcept;

  // Faults of paths. Each is for one direction.

  void set_link(network_host& from, network_host& to, const link& path);
  void block(network_host& from, network_host& to) { path(from, to).blocked.set(true); }
  void unblock(network_host& from, network_host& to) { path(from, to).blocked.set(false); }
  /// Packets wait until release.
  void hold(network_host& from, network_host& to) { path(from, to).held.set(true); }
  void release(network_host& from, network_host& to);

  // The same, for planned faults.

  void begin_block(network_host& from, network_host& to) { path(from, to).blocked.hold(); }
  void end_block(network_host& from, network_host& to) { path(from, to).blocked.let_go(); }
  void begin_hold(network_host& from, network_host& to) { path(from, to).held.hold(); }
  void end_hold(network_host& from, network_host& to);

  [[nodiscard]] bool is_held(const network_host& from, const network_host& to) const noexcept {
    const path_state* const found = find_path(from, to);
    return found != nullptr && found->held.is_on();
  }
  /// Plans the arrival of a packet, or keeps it while its path is held.
  void arrive(network_host& from, network_host& to, timeline::time_point when,
              std::shared_ptr<event_target> target, std::uint64_t what);

 private:
  struct waiting {
    std::shared_ptr<event_target> target;
    std::uint64_t what;
  };
  struct path_state {
    std::unique_ptr<link_state> own;  // in place of the links of both hosts
    fault_switch blocked;
    fault_switch held;
    std::vector<waiting> kept;
  };

  void check_name(std::string_view name) const;
  [[nodiscard]] path_state& path(network_host& from, network_host& to);
  void let_through(network_host& from, network_host& to);
  [[nodiscard]] const path_state* find_path(const network_host& from,
                                            const network_host& to) const noexcept;

  timeline& time_;
  random_source& random_;
  bool moves_parts_ = true;
  run_record* record_ = nullptr;
  std::vector<std::unique_ptr<network_host>> hosts_;
  std::map<address, network_host*> by_address_;
  std::map<std::string, network_host*, std::less<>> by_name_;
  std::map<std::pair<unsigned, unsigned>, path_state> paths_;  // only those that differ
};

}  // namespace naru::detail
