#include <naru/simulation.hpp>

#include <naru/detail/misuse.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>

#include "simulated/fault_schedule.hpp"
#include "simulated/link_checks.hpp"
#include "simulated/note_fault.hpp"
#include "simulated/simulated_proactor.hpp"
#include "simulated/world.hpp"

namespace naru {
namespace {

/// 10.64.0.1 and so on.
address own_address(std::size_t number) {
  const auto host = static_cast<std::uint32_t>(number) + 1;
  return address(address::v4_bytes{10, static_cast<std::uint8_t>(64 + (host >> 16) % 64),
                                   static_cast<std::uint8_t>(host >> 8),
                                   static_cast<std::uint8_t>(host)});
}

}  // namespace

std::uint64_t seed_of_environment(std::uint64_t otherwise) {
  const char* const given = std::getenv("NARU_SEED");
  if (given == nullptr) return otherwise;
  std::uint64_t seed = 0;
  const char* const end = given + std::strlen(given);
  const auto [rest, error] = std::from_chars(given, end, seed);
  return error == std::errc() && rest == end ? seed : otherwise;
}

simulation::simulation(const simulation_options& options)
    : seed_(options.seed), world_(std::make_unique<detail::world>(options.seed)) {
  world_->net.move_parts(options.partial_transfers);
  world_->blocking_time_max = options.blocking_time_max;
  if (!options.record) return;
  world_->record = std::make_unique<detail::run_record>(world_->time, options.record_bytes_max,
                                                        options.record_payload_max);
  world_->net.record_to(world_->record.get());
}

simulation::~simulation() {
  if (!world_->hosts.empty()) {
    detail::misuse("a simulation was destroyed before a proactor of its hosts");
  }
}

simulated_host& simulation::add_host(std::string_view name, std::string_view address,
                                     const link& to) {
  std::optional<simulated_host>& made = hosts_.emplace_back();  // before the network knows the host
  try {
    return made.emplace(*world_,
                        world_->net.add(std::string(name), {naru::address::parse(address)}, to));
  } catch (...) {
    hosts_.pop_back();
    throw;
  }
}

simulated_host& simulation::add_host(std::string_view name, const link& to) {
  std::size_t number = hosts_.size();
  while (world_->net.has(own_address(number))) ++number;  // a test may have given it to a host
  return add_host(name, own_address(number).to_string(), to);
}

simulation::time_point simulation::now() const noexcept { return world_->time.now(); }

simulation::duration simulation::elapsed() const noexcept {
  return now() - detail::timeline::beginning;
}

void simulation::run() {
  while (world_->hosts.step(time_point::max())) {
  }
}

void simulation::run_for(duration time) {
  const time_point end = world_->time.after(time);
  while (now() < end && world_->hosts.step(end)) {
  }
}

bool simulation::run_until(const std::function<bool()>& done, duration limit) {
  const time_point end = world_->time.after(limit);
  while (!done()) {
    if (now() >= end || !world_->hosts.step(end)) return done();
  }
  return true;
}

void simulation::spend(duration time) { world_->time.run_for(time); }

void simulation::set_link(simulated_host& from, simulated_host& to, const link& path) {
  world_->net.set_link(from.host_, to.host_, path);
  detail::note_fault(*world_, "new link", detail::fault_phase::happens, from.host_, &to.host_);
}

void simulation::block(simulated_host& from, simulated_host& to) {
  world_->net.block(from.host_, to.host_);
  detail::note_fault(*world_, "block", detail::fault_phase::begins, from.host_, &to.host_);
}

void simulation::unblock(simulated_host& from, simulated_host& to) {
  world_->net.unblock(from.host_, to.host_);
  detail::note_fault(*world_, "block", detail::fault_phase::ends, from.host_, &to.host_);
}

void simulation::hold(simulated_host& from, simulated_host& to) {
  world_->net.hold(from.host_, to.host_);
  detail::note_fault(*world_, "hold", detail::fault_phase::begins, from.host_, &to.host_);
}

void simulation::release(simulated_host& from, simulated_host& to) {
  world_->net.release(from.host_, to.host_);
  detail::note_fault(*world_, "hold", detail::fault_phase::ends, from.host_, &to.host_);
}

void simulation::reset(simulated_host& one, simulated_host& other) {
  world_->sockets.reset(one.host_, other.host_);
}

void simulation::plan(std::span<const fault> faults) {
  std::make_shared<detail::fault_schedule>(*world_, faults)->begin();
}

std::uint64_t simulation::faults() const noexcept { return world_->faults; }

std::uint64_t simulation::seed() const noexcept { return seed_; }

std::uint64_t simulation::random(std::uint64_t bound) noexcept {
  if (bound == 0) detail::misuse("simulation::random was asked for a number below 0");
  return world_->random.below(bound);
}

std::uint64_t simulation::events() const noexcept { return world_->time.events(); }

std::uint64_t simulation::hash() const noexcept { return world_->time.hash(); }

void simulation::note(std::uint64_t what) noexcept { world_->time.note(what); }

bool repeats(const simulation_options& options, const std::function<void(simulation&)>& scenario) {
  const auto hash_of_a_run = [&] {
    simulation world(options);
    scenario(world);
    return world.hash();
  };
  const std::uint64_t first = hash_of_a_run();
  return hash_of_a_run() == first;
}

// Hosts.

std::string_view simulated_host::name() const noexcept { return host_.name(); }

address simulated_host::address() const noexcept { return host_.addresses().front(); }

std::unique_ptr<proactor> simulated_host::make_proactor(const proactor_options& options) {
  auto made = std::make_unique<detail::simulated_proactor>(world_, host_, options);
  made->log(log_level::debug, "proactor_made", {{"backend", made->backend()}});
  return made;
}

void simulated_host::set_link(const link& to) {
  detail::check(to);
  host_.set_link(to);
  detail::note_fault(world_, "new link", detail::fault_phase::happens, host_);
}

void simulated_host::vanish() {
  host_.vanished.set(true);
  detail::note_fault(world_, "vanish", detail::fault_phase::begins, host_);
}

void simulated_host::come_back() {
  host_.vanished.set(false);
  detail::note_fault(world_, "vanish", detail::fault_phase::ends, host_);
}

void simulated_host::stall(proactor::duration time) {
  host_.stall(world_.time.after(time));
  detail::note_fault(world_, "stall", detail::fault_phase::begins, host_, nullptr, time);
}

void simulated_host::set_faults(const system_faults& faults) { host_.failing.set(faults); }

void simulated_host::set_clock_drift(std::int32_t parts_per_million) {
  constexpr std::int32_t most = detail::clock_drift_max;
  if (parts_per_million < -most || parts_per_million > most) {
    throw std::invalid_argument("a clock drifts by at most 500'000 parts per million");
  }
  host_.set_drift(parts_per_million, world_.time.now());
  world_.hosts.mark_all_of(host_);
}

std::error_code simulated_host::raise(signal_kind kind) {
  detail::note_fault(world_, "signal", detail::fault_phase::happens, host_);
  return host_.raise(kind);
}

}  // namespace naru
