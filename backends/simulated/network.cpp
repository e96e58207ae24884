#include "simulated/network.hpp"

#include <algorithm>
#include <stdexcept>

#include "simulated/link_checks.hpp"
#include "simulated/packet_flights.hpp"

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

// A packet inside of one host.
constexpr network::duration loopback_latency = 5us;
constexpr network::duration loopback_jitter = 2us;
constexpr std::size_t loopback_mtu = 65'536;

// The bytes of a packet besides its payload.
constexpr std::size_t header_bytes = 40;

/// Names are compared without case, and a dot at the end means nothing.
std::string plain(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string lower(name);
  for (char& each : lower) {
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return lower;
}

}  // namespace

network_host& network::add(std::string name, std::vector<address> addresses, const link& to) {
  check(to);
  check_name(name);
  for (address& each : addresses) {
    each = each.unmapped();
    if (each.is_unspecified() || each.is_loopback() || is_for_many(each) || has(each)) {
      throw std::invalid_argument("an address is not for one simulated host alone: " +
                                  each.to_string());
    }
  }
  const auto number = static_cast<unsigned>(hosts_.size());
  auto made = std::make_unique<network_host>(number, name, addresses, to, random_);
  made->record = record_;
  // Everything that may throw comes before the host is known by anything.
  decltype(by_address_) by_address;
  for (const address& each : addresses) by_address.emplace(each, made.get());
  decltype(by_name_) by_name;
  by_name.emplace(plain(name), made.get());
  hosts_.push_back(std::move(made));
  by_address_.merge(by_address);
  by_name_.merge(by_name);
  return *hosts_.back();
}

// A name that no resolver would ask for leads to nothing.
void network::check_name(std::string_view name) const {
  const std::string wanted = plain(name);
  if (wanted.empty() || is_local(wanted) || address::try_parse(wanted)) {
    throw std::invalid_argument("a simulated host cannot have that name: " + std::string(name));
  }
  if (by_name_.contains(wanted)) {
    throw std::invalid_argument("two simulated hosts have one name: " + std::string(name));
  }
}

bool network::is_local(std::string_view name) { return plain(name) == "localhost"; }

network_host* network::find(const address& wanted, network_host& from) noexcept {
  if (wanted.is_loopback()) return &from;
  const auto found = by_address_.find(wanted.unmapped());
  return found == by_address_.end() ? nullptr : found->second;
}

const network_host* network::find(std::string_view name) const {
  const auto found = by_name_.find(plain(name));
  return found == by_name_.end() ? nullptr : found->second;
}

network::path_state& network::path(network_host& from, network_host& to) {
  return paths_[{from.number(), to.number()}];
}

const network::path_state* network::find_path(const network_host& from,
                                              const network_host& to) const noexcept {
  if (paths_.empty()) return nullptr;
  const auto found = paths_.find({from.number(), to.number()});
  return found == paths_.end() ? nullptr : &found->second;
}

bool network::passes(const network_host& from, const network_host& to) const noexcept {
  if (&from == &to) return true;
  const path_state* const path = find_path(from, to);
  const bool is_open = path == nullptr || (!path->blocked.is_on() && !path->held.is_on());
  return is_open && from.is_reachable() && to.is_reachable();
}

link_state::passage network::cross(network_host& from, network_host& to, std::size_t bytes) {
  if (&from == &to) return {.time = loopback_latency + random_.up_to(loopback_jitter)};
  if (!from.is_reachable() || !to.is_reachable()) {
    return {.lost = true, .fate = packet_fate::unreachable};
  }
  const path_state* const path = find_path(from, to);
  if (path != nullptr && path->blocked.is_on()) {
    return {.lost = true, .fate = packet_fate::blocked};
  }
  const std::size_t piece_max =
      std::max<std::size_t>(mtu(from, to), header_bytes + 1) - header_bytes;
  link_state::passage all;
  do {
    const std::size_t piece = std::min(bytes, piece_max);
    bytes -= piece;
    if (path != nullptr && path->own != nullptr) {
      const auto one = path->own->cross(time_.now(), piece + header_bytes, random_);
      all = all.beside(one);
      continue;
    }
    const auto up = from.up.cross(time_.now(), piece + header_bytes, random_);
    const auto down = to.down.cross(time_.now(), piece + header_bytes, random_);
    all = all.beside(up.before(down));
  } while (bytes != 0);
  return all;
}

network::duration network::latency(const network_host& from,
                                   const network_host& to) const noexcept {
  if (&from == &to) return loopback_latency;
  const path_state* const path = find_path(from, to);
  if (path != nullptr && path->own != nullptr) return path->own->properties().latency;
  return from.up.properties().latency + to.down.properties().latency;
}

bool network::happens(const network_host& from, const network_host& to,
                      double link::* what) noexcept {
  const path_state* const path = find_path(from, to);
  if (path != nullptr && path->own != nullptr) {
    return random_.happens(path->own->properties().*what);
  }
  return random_.happens(from.up.properties().*what) || random_.happens(to.down.properties().*what);
}

std::size_t network::mtu(const network_host& from, const network_host& to) const noexcept {
  if (&from == &to) return loopback_mtu;
  const path_state* const path = find_path(from, to);
  if (path != nullptr && path->own != nullptr) return path->own->properties().mtu;
  return std::min(from.up.properties().mtu, to.down.properties().mtu);
}

void network::set_link(network_host& from, network_host& to, const link& own) {
  check(own);
  path(from, to).own = std::make_unique<link_state>(own);
}

void network::arrive(network_host& from, network_host& to, timeline::time_point when,
                     std::shared_ptr<event_target> target, std::uint64_t what) {
  if (is_held(from, to)) {
    path(from, to).kept.push_back({std::move(target), what});
    return;
  }
  time_.plan(when, std::move(target), what);
}

void network::release(network_host& from, network_host& to) {
  path(from, to).held.set(false);
  let_through(from, to);
}

void network::end_hold(network_host& from, network_host& to) {
  path(from, to).held.let_go();
  let_through(from, to);
}

void network::let_through(network_host& from, network_host& to) {
  path_state& released = path(from, to);
  if (released.held.is_on()) return;
  const timeline::time_point when = time_.now() + latency(from, to);
  for (waiting& each : std::exchange(released.kept, {})) {
    time_.plan(when, std::move(each.target), each.what);
  }
}

}  // namespace naru::detail
