#include "simulated/packet_flights.hpp"

#include <algorithm>
#include <utility>

#include "simulated/run_record.hpp"
#include "values/group_address.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t spare_max = 1'024;

// How much later a datagram comes that others overtake, as a part of the latency.
constexpr int overtaken_latencies = 2;

/// True if that socket takes a datagram for many. One on the loopback hears only its own host.
bool takes_for_many(const datagram_port& port, const endpoint& target, bool is_inside) noexcept {
  const address& local = port.local.address();
  if (is_multicast(target.address()) && !port.is_member(target.address())) return false;
  if (local.is_unspecified()) return takes(port.local, port.takes_ipv4, target);
  return port.local.port() == target.port() && (is_inside || !local.is_loopback());
}

}  // namespace

bool is_for_many(const address& target) noexcept {
  return is_multicast(target) || is_broadcast(target);
}

/// One datagram on its way to one host.
class packet_flights::flight final : public event_target {
 public:
  explicit flight(packet_flights& owner) noexcept : owner_(owner) {}

  void happen(std::uint64_t) override {
    if (!is_inside && !to->is_reachable()) {
      owner_.note(event, packet_fate::unreachable, to);
      return owner_.give_back(std::move(carried.bytes));
    }
    if (!is_inside) owner_.land(*to, std::move(carried), target, event);
    owner_.tell(*to, target);
  }

  network_host* to = nullptr;
  packet carried;
  endpoint target;
  bool is_inside = false;
  std::uint64_t event = 0;

 private:
  packet_flights& owner_;
};

std::vector<std::byte> packet_flights::take(std::size_t size) {
  std::vector<std::byte> taken;
  if (!spare_bytes_.empty()) {
    taken = std::move(spare_bytes_.back());
    spare_bytes_.pop_back();
  }
  taken.resize(size);
  return taken;
}

void packet_flights::give_back(std::vector<std::byte>&& bytes) noexcept {
  if (spare_bytes_.capacity() < spare_max) spare_bytes_.reserve(spare_max);
  if (spare_bytes_.size() < spare_max) spare_bytes_.push_back(std::move(bytes));
}

// A flight is free again when no event knows it. Only a few are looked at: if they are on their
// way, most of them are.
std::shared_ptr<packet_flights::flight> packet_flights::take_flight() {
  constexpr std::size_t looks_max = 4;
  for (std::size_t looks = 0; looks < std::min(spare_flights_.size(), looks_max); ++looks) {
    next_spare_ = (next_spare_ + 1) % spare_flights_.size();
    if (spare_flights_[next_spare_].use_count() == 1) return spare_flights_[next_spare_];
  }
  auto made = std::make_shared<flight>(*this);
  if (spare_flights_.size() < spare_max) spare_flights_.push_back(made);
  return made;
}

packet packet_flights::copy_of(const packet& original) {
  packet copy{original.source, take(original.bytes.size())};
  std::ranges::copy(original.bytes, copy.bytes.begin());
  return copy;
}

void packet_flights::send(network_host& from, packet&& sent, const endpoint& target,
                          bool hears_itself) {
  if (!is_for_many(target.address())) {
    network_host* const to = net_.find(target.address(), from);
    const std::uint64_t event = note_departure(from, to, sent, target);
    if (to != nullptr) return fly(from, *to, std::move(sent), target, event);
    note(event, packet_fate::no_such_host, nullptr);
    return give_back(std::move(sent.bytes));
  }
  const std::uint64_t event = note_departure(from, nullptr, sent, target);
  for (const auto& each : net_.hosts()) {
    if (each.get() == &from && !hears_itself) continue;
    if (is_multicast(target.address()) && !each->has_joined(target.address())) continue;
    fly(from, *each, copy_of(sent), target, event);
  }
  give_back(std::move(sent.bytes));
}

// Packets of one path do not overtake each other, however their latency varies.
timeline::time_point packet_flights::in_order(network_host& from, const network_host& to,
                                              timeline::time_point when) {
  auto& last = from.last_arrivals;
  if (last.size() <= to.number()) last.resize(net_.hosts().size());
  return last[to.number()] = std::max(last[to.number()], when);
}

void packet_flights::fly(network_host& from, network_host& to, packet&& sent,
                         const endpoint& target, std::uint64_t event) {
  if (&from == &to) return fly_inside(to, std::move(sent), target, event);
  random_source& random = net_.random();
  const auto happens = [&](double link::* what) { return net_.happens(from, to, what); };
  const link_state::passage passage = net_.cross(from, to, sent.bytes.size());
  if (happens(&link::duplicates)) {
    const link_state::passage second = net_.cross(from, to, sent.bytes.size());
    if (!second.lost) {
      const std::shared_ptr<flight> twin = take_flight();
      twin->to = &to;
      twin->carried = copy_of(sent);
      twin->target = target;
      twin->is_inside = false;
      twin->event = event;
      note(event, packet_fate::repeated, &to);
      net_.arrive(from, to, net_.time().now() + second.time, twin, sent.bytes.size());
    }
  }
  if (passage.lost) {
    note(event, passage.fate, &to);
    return give_back(std::move(sent.bytes));
  }
  timeline::time_point when = net_.time().now() + passage.time;
  if (happens(&link::reorders)) {
    when += overtaken_latencies * net_.latency(from, to);
    note(event, packet_fate::overtaken, &to);
  } else {
    when = in_order(from, to, when);
  }
  if (happens(&link::corrupts) && !sent.bytes.empty()) {
    sent.bytes[random.below(sent.bytes.size())] ^= static_cast<std::byte>(1 + random.below(255));
    note(event, packet_fate::corrupted, &to);
  }
  if (happens(&link::truncates) && !sent.bytes.empty()) {
    sent.bytes.resize(random.below(sent.bytes.size()));
    note(event, packet_fate::truncated, &to);
  }
  const std::shared_ptr<flight> made = take_flight();
  made->to = &to;
  made->carried = std::move(sent);
  made->target = target;
  made->is_inside = false;
  made->event = event;
  net_.arrive(from, to, when, made, made->carried.bytes.size());
}

// Sockets that share a port get datagrams for many each, and others by the address of the sender.
void packet_flights::land(network_host& on, packet&& came, const endpoint& target,
                          std::uint64_t event) {
  const bool is_many = is_for_many(target.address());
  const bool is_inside = on.has(came.source.address());
  found_.clear();
  for (datagram_port* each : on.datagram_ports()) {
    const bool meant = is_many ? takes_for_many(*each, target, is_inside)
                               : takes(each->local, each->takes_ipv4, target);
    const bool known = !each->peer || *each->peer == came.source;
    if (meant && known) found_.push_back(each);
  }
  if (is_many) {
    for (datagram_port* each : found_) note(event, put(*each, copy_of(came)), &on);
  } else if (!found_.empty()) {
    datagram_port& meant = *found_[came.source.port() % found_.size()];
    return note(event, put(meant, std::move(came)), &on);
  } else {
    note(event, packet_fate::no_socket, &on);
  }
  give_back(std::move(came.bytes));
}

// Inside of a host a datagram is in its socket when the send returns, as systems do it. The socket
// is told a little later, because the one that sends is locked.
void packet_flights::fly_inside(network_host& on, packet&& sent, const endpoint& target,
                                std::uint64_t event) {
  const std::shared_ptr<flight> note = take_flight();
  note->to = &on;
  note->target = target;
  note->is_inside = true;
  const link_state::passage passage = net_.cross(on, on, sent.bytes.size());
  net_.time().plan(net_.time().now() + passage.time, note, sent.bytes.size());
  land(on, std::move(sent), target, event);
}

void packet_flights::tell(network_host& on, const endpoint& target) {
  found_.clear();
  for (datagram_port* each : on.datagram_ports()) {
    if (each->local.port() == target.port() && !each->waiting.empty()) found_.push_back(each);
  }
  for (datagram_port* each : found_) {
    if (each->watcher != nullptr) each->watcher->tell();
  }
}

packet_fate packet_flights::put(datagram_port& into, packet&& came) {
  const std::size_t size = came.bytes.size() + datagram_port::overhead;
  if (into.waiting_bytes + size > into.receive_buffer) {
    give_back(std::move(came.bytes));
    return packet_fate::buffer_full;
  }
  into.waiting_bytes += size;
  into.waiting.push_back(std::move(came));
  return packet_fate::arrived;
}

std::uint64_t packet_flights::note_departure(const network_host& from, const network_host* to,
                                             const packet& sent, const endpoint& target) {
  run_record* const record = net_.record();
  if (record == nullptr) return 0;
  recorded_datagram made;
  made.from = from.number();
  if (to != nullptr) made.to = to->number();
  made.source = sent.source;
  made.target = target;
  made.size = sent.bytes.size();
  made.payload.assign(sent.bytes.begin(),
                      sent.bytes.begin() + static_cast<std::ptrdiff_t>(record->kept(made.size)));
  return record->add(std::move(made));
}

void packet_flights::note(std::uint64_t event, packet_fate fate, const network_host* at) noexcept {
  run_record* const record = net_.record();
  if (record != nullptr)
    record->add(recorded_fate{event, fate, at == nullptr ? no_host : at->number()});
}

}  // namespace naru::detail
