#include "simulated/network_host.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "simulated/datagram_port.hpp"
#include "simulated/listening_port.hpp"
#include "simulated/run_record.hpp"
#include "values/reachable.hpp"

namespace naru::detail {

network_host::network_host(unsigned number, std::string name, std::vector<address> addresses,
                           const link& to, random_source& random)
    : up(to),
      down(to),
      stream_ports(random),
      datagram_port_range(random),
      number_(number),
      name_(std::move(name)),
      addresses_(std::move(addresses)),
      link_(to) {}

bool network_host::has(const address& wanted) const noexcept {
  return wanted.unmapped().is_loopback() ||
         std::ranges::find(addresses_, wanted.unmapped()) != addresses_.end();
}

std::optional<address> network_host::source_for(const address& peer) const noexcept {
  if (has(peer)) return peer;
  for (const address& each : addresses_) {
    if (each.is_v4() == peer.is_v4()) return each;
  }
  return std::nullopt;
}

std::error_code network_host::add(listening_port& port) {
  for (const listening_port* each : listeners_) {
    if (!overlap(each->local, each->takes_ipv4, port.local, port.takes_ipv4)) continue;
    if (!each->shares || !port.shares) return std::make_error_code(std::errc::address_in_use);
  }
  listeners_.push_back(&port);
  return {};
}

void network_host::remove(listening_port& port) noexcept { std::erase(listeners_, &port); }

listening_port* network_host::find_listener(const endpoint& target,
                                            random_source& random) noexcept {
  std::vector<listening_port*> found;
  for (listening_port* each : listeners_) {
    if (takes(each->local, each->takes_ipv4, target)) found.push_back(each);
  }
  if (found.empty()) return nullptr;
  // One on the address itself comes before one on all addresses.
  const auto exact = std::ranges::find_if(
      found, [&](const listening_port* each) { return each->local == target; });
  if (exact != found.end() && !(*exact)->shares) return *exact;
  return found.size() == 1 ? found.front() : found[random.below(found.size())];
}

std::error_code network_host::add(datagram_port& port) {
  for (const datagram_port* each : datagram_ports_) {
    if (!overlap(each->local, each->takes_ipv4, port.local, port.takes_ipv4)) continue;
    if (!each->shares || !port.shares) return std::make_error_code(std::errc::address_in_use);
  }
  datagram_ports_.push_back(&port);
  return {};
}

void network_host::remove(datagram_port& port) noexcept { std::erase(datagram_ports_, &port); }

bool network_host::has_joined(const address& group) const noexcept {
  return std::ranges::any_of(datagram_ports_,
                             [&](const datagram_port* each) { return each->is_member(group); });
}

void network_host::remove(signal_watch& watch) noexcept { std::erase(watches_, &watch); }

std::error_code network_host::raise(signal_kind kind) noexcept {
  if (!exists(kind)) return std::make_error_code(std::errc::invalid_argument);
  for (signal_watch* each : watches_) {
    if ((each->kinds() & bit(kind)) != 0) each->deliver(kind);
  }
  return {};
}

void network_host::set_link(const link& to) noexcept {
  link_ = to;
  if (poor_links_ != 0) return;
  up.change(to);
  down.change(to);
}

void network_host::begin_poor_link() noexcept {
  if (poor_links_++ != 0) return;
  up.change(link::poor());
  down.change(link::poor());
}

void network_host::end_poor_link() noexcept {
  assert(poor_links_ != 0);
  --poor_links_;
  set_link(link_);
}

// A stall does not end an earlier one that takes longer.
void network_host::stall(std::chrono::steady_clock::time_point until) noexcept {
  stalled_until = std::max(stalled_until, until);
}

void network_host::set_drift(std::int32_t parts_per_million,
                             std::chrono::steady_clock::time_point now) noexcept {
  drift_ = parts_per_million;
  let_clock_drift(now);
}

void network_host::add_drift(std::int32_t parts_per_million,
                             std::chrono::steady_clock::time_point now) noexcept {
  planned_drift_ += parts_per_million;
  let_clock_drift(now);
}

void network_host::let_clock_drift(std::chrono::steady_clock::time_point now) noexcept {
  const std::int64_t most = clock_drift_max;
  clock.drift(static_cast<std::int32_t>(std::clamp(drift_ + planned_drift_, -most, most)), now);
}

std::error_code network_host::fault_of(system_call which, random_source& random) const noexcept {
  const std::error_code drawn = failing.draw(which, handles, random);
  if (drawn && record != nullptr) record->add(recorded_failure{number_, which, drawn});
  return drawn;
}

bool takes(const endpoint& local, bool takes_ipv4, const endpoint& target) noexcept {
  if (local.port() != target.port()) return false;
  const address& mine = local.address();
  const address wanted = target.address().unmapped();
  if (!mine.is_unspecified()) return mine.unmapped() == wanted;
  return mine.is_v4() == wanted.is_v4() || (mine.is_v6() && takes_ipv4);
}

bool overlap(const endpoint& one, bool one_takes_ipv4, const endpoint& other,
             bool other_takes_ipv4) noexcept {
  if (one.port() != other.port()) return false;
  const address& first = one.address();
  const address& second = other.address();
  if (!second.is_unspecified()) return takes(one, one_takes_ipv4, other);
  if (!first.is_unspecified()) return takes(other, other_takes_ipv4, one);
  if (first.is_v4() == second.is_v4()) return true;
  return first.is_v6() ? one_takes_ipv4 : other_takes_ipv4;
}

endpoint mapped(const endpoint& peer) noexcept {
  if (peer.address().is_v6()) return peer;
  const address::v4_bytes v4 = peer.address().to_v4_bytes();
  const address::v6_bytes bytes{0, 0, 0,    0,    0,     0,     0,     0,
                                0, 0, 0xff, 0xff, v4[0], v4[1], v4[2], v4[3]};
  return {address(bytes), peer.port()};
}

}  // namespace naru::detail
