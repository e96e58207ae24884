#include "simulated/fault_schedule.hpp"

#include <stdexcept>

#include "simulated/note_fault.hpp"

namespace naru::detail {
namespace {

constexpr std::int32_t million = 1'000'000;

bool meets_others(fault_kind kind) noexcept {
  return kind == fault_kind::block || kind == fault_kind::hold || kind == fault_kind::reset;
}

// A stall ends by itself, and a reset takes no time.
bool has_end(fault_kind kind) noexcept {
  return kind != fault_kind::stall && kind != fault_kind::reset;
}

void check(const fault& one) {
  const std::int32_t parts = one.parts_per_million;
  const bool is_early = one.at < fault::duration::zero() || one.length < fault::duration::zero();
  const bool drifts_too_much =
      one.kind == fault_kind::clock_drift && (parts < -clock_drift_max || parts > clock_drift_max);
  const bool fails_too_much =
      one.kind == fault_kind::system_errors && (parts < 0 || parts > million);
  if (is_early || drifts_too_much || fails_too_much) {
    throw std::invalid_argument("a fault has a number out of its range: " + to_string(one));
  }
}

}  // namespace

fault_schedule::fault_schedule(world& around, std::span<const fault> faults) : world_(around) {
  for (const fault& each : faults) entries_.push_back(resolve(each));
}

fault_schedule::entry fault_schedule::resolve(const fault& one) const {
  check(one);
  entry made{one, &host_called(one.host), {}};
  if (!meets_others(one.kind)) return made;
  if (!one.other.empty()) {
    made.others.push_back(&host_called(one.other));
    return made;
  }
  for (const auto& each : world_.net.hosts()) {
    if (each.get() != made.host) made.others.push_back(each.get());
  }
  return made;
}

network_host& fault_schedule::host_called(const std::string& name) const {
  const network_host* const found = world_.net.find(name);
  if (found == nullptr) throw std::invalid_argument("a fault names no host of its world: " + name);
  return *world_.net.hosts()[found->number()];
}

void fault_schedule::begin() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    plan(timeline::sum(timeline::beginning, entries_[i].what.at), i, moment::begins);
  }
}

void fault_schedule::plan(timeline::time_point when, std::size_t number, moment which) {
  const auto what = static_cast<std::uint64_t>(number) * 2 + static_cast<std::uint64_t>(which);
  world_.time.plan(when, shared_from_this(), what);
}

void fault_schedule::happen(std::uint64_t what) {
  const auto number = static_cast<std::size_t>(what / 2);
  const entry& one = entries_[number];
  const bool ends = static_cast<moment>(what % 2) == moment::ends;
  note(one, ends ? fault_phase::ends : fault_phase::begins);
  if (ends) return end(one);
  ++world_.faults;
  begin(one);
  if (has_end(one.what.kind)) plan(world_.time.after(one.what.length), number, moment::ends);
}

void fault_schedule::note(const entry& one, fault_phase phase) {
  if (one.what.kind == fault_kind::reset) phase = fault_phase::happens;
  const network_host* const other = one.others.size() == 1 ? one.others.front() : nullptr;
  note_fault(world_, to_string(one.what.kind), phase, *one.host, other,
             one.what.kind == fault_kind::stall ? one.what.length : timeline::duration());
}

void fault_schedule::begin(const entry& one) {
  switch (one.what.kind) {
    case fault_kind::stall:
      return one.host->stall(world_.time.after(one.what.length));
    case fault_kind::vanish:
      return one.host->vanished.hold();
    case fault_kind::block:
      for (network_host* const each : one.others) world_.net.begin_block(*one.host, *each);
      return;
    case fault_kind::hold:
      for (network_host* const each : one.others) world_.net.begin_hold(*one.host, *each);
      return;
    case fault_kind::poor_link:
      return one.host->begin_poor_link();
    case fault_kind::reset:
      for (network_host* const each : one.others) world_.sockets.reset(*one.host, *each);
      return;
    case fault_kind::clock_drift:
      return drift(*one.host, one.what.parts_per_million);
    case fault_kind::system_errors:
      return one.host->failing.add(one.what.parts_per_million);
  }
}

void fault_schedule::end(const entry& one) {
  switch (one.what.kind) {
    case fault_kind::vanish:
      return one.host->vanished.let_go();
    case fault_kind::block:
      for (network_host* const each : one.others) world_.net.end_block(*one.host, *each);
      return;
    case fault_kind::hold:
      for (network_host* const each : one.others) world_.net.end_hold(*one.host, *each);
      return;
    case fault_kind::poor_link:
      return one.host->end_poor_link();
    case fault_kind::clock_drift:
      return drift(*one.host, -one.what.parts_per_million);
    case fault_kind::system_errors:
      return one.host->failing.add(-one.what.parts_per_million);
    case fault_kind::stall:
    case fault_kind::reset:
      return;
  }
}

// The timers of a clock that runs faster now are due earlier.
void fault_schedule::drift(network_host& host, std::int32_t parts_per_million) {
  host.add_drift(parts_per_million, world_.time.now());
  world_.hosts.mark_all_of(host);
}

}  // namespace naru::detail
