#include "scenario.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "hall.hpp"
#include "population.hpp"

namespace mix {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t steps_max = 20'000'000;

std::uint64_t hosts_of(std::uint64_t seed) { return 2 + seed % (hosts_max - 1); }

bool has_failing_calls(const naru::failing_run& plan) {
  return std::ranges::any_of(plan.faults, [](const naru::fault& each) {
    return each.kind == naru::fault_kind::system_errors;
  });
}

/// One run.
class scenario {
 public:
  scenario(const naru::failing_run& plan, bool is_recorded)
      : plan_(plan),
        world_({.seed = plan.seed, .partial_transfers = plan.seed % 4 != 0, .record = is_recorded}),
        scene_(world_, has_failing_calls(plan)),
        machines_(draw_population(scene_, hosts_of(plan.seed))),
        step_([this] { return look(); }),
        runner_([this](const std::function<bool()>& done) { return run_until(done, 10min); }) {}

  run_outcome play();
  void save(const std::string& file) const { world_.save(file); }

 private:
  /// Runs the world to that time, and looks after each step. Returns false after a finding.
  bool run_to(naru::simulation::duration time);
  bool run_until(const std::function<bool()>& done, naru::simulation::duration limit);
  [[nodiscard]] bool look();
  void intervene();
  void live();
  void stop();
  void end();

  const naru::failing_run& plan_;
  naru::simulation world_;
  scene scene_;
  std::vector<std::unique_ptr<machine>> machines_;
  const std::function<bool()> step_;
  const machine::runner runner_;
  std::uint64_t steps_ = 0;
};

// Returns true if the run is over.
bool scenario::look() {
  if (++steps_ == steps_max) scene_.seen.require(false, "the world goes on for ever");
  machines_[steps_ % machines_.size()]->check();
  return scene_.seen.failed();
}

bool scenario::run_to(naru::simulation::duration time) {
  return !world_.run_until(step_, time - world_.elapsed());
}

bool scenario::run_until(const std::function<bool()>& done, naru::simulation::duration limit) {
  const bool ended = world_.run_until([&] { return look() || done(); }, limit);
  return ended && (scene_.seen.failed() || done());
}

// These are things that people who run servers do at any time.
void scenario::intervene() {
  machine& on = *machines_[world_.random(machines_.size())];
  switch (world_.random(12)) {
    case 0:
      return on.restart_service(milliseconds_between(world_, 0, 3'000));
    case 1:
      return on.restart_service(0s);
    case 2:
      if (world_.random(4) != 0) return;
      on.kill(runner_);
      if (!scene_.seen.failed()) on.start();
      return;
    case 3:
      return world_.spend(milliseconds_between(world_, 1, 300));
    default:
      return on.disturb();
  }
}

void scenario::live() {
  world_.plan(plan_.faults);
  for (const auto& each : machines_) each->start();
  const auto pause_max = static_cast<std::uint64_t>(between(world_, 50, 3'000));
  while (world_.elapsed() < plan_.length) {
    const auto next = world_.elapsed() + milliseconds_between(world_, 1, pause_max);
    if (!run_to(std::min(next, plan_.length))) return;
    for (const auto& each : machines_) each->renew();
    intervene();
  }
}

void scenario::stop() {
  const auto drain = milliseconds_between(world_, 0, 5'000);
  for (const auto& each : machines_) each->stop(drain);
  const bool ended = run_until(
      [&] {
        return std::ranges::all_of(machines_, [](const auto& each) { return each->has_stopped(); });
      },
      10min);
  scene_.seen.require(ended, "not all has stopped that was asked to");
}

// Only packets that nobody waits for are left then.
void scenario::end() {
  for (const auto& each : machines_) each->end(runner_);
  for (const auto& each : scene_.halls) {
    scene_.seen.require(each->objects == 0, "a session was left when all had ended");
  }
  const auto none = [this] { return ++steps_ == steps_max; };
  scene_.seen.require(!world_.run_until(none, 24h), "the world goes on for ever");
}

run_outcome scenario::play() {
  naru::simulation::duration lived{};
  try {
    live();
    if (!scene_.seen.failed()) stop();
    lived = world_.elapsed();
    if (!scene_.seen.failed()) end();
  } catch (const std::exception& thrown) {
    scene_.seen.require(false, std::string("an exception left the world: ") + thrown.what());
  }
  checks& seen = scene_.seen;
  if (seen.failed()) world_.mark("finding: " + seen.sentence());
  seen.done.faults = world_.faults();
  return {seen.sentence(), seen.when(), lived, world_.events(), world_.hash(), seen.done};
}

}  // namespace

naru::failing_run draw_run(std::uint64_t seed) {
  naru::simulation chance({.seed = seed ^ 0x5eed});
  naru::failing_run plan{.seed = seed, .faults = {}, .length = {}};
  plan.length = chance.random(10) == 0 ? milliseconds_between(chance, 20'000, 60'000)
                                       : milliseconds_between(chance, 4'000, 12'000);
  naru::fault_plan_options options;
  for (std::size_t i = 0; i != hosts_of(seed); ++i) options.hosts.push_back(name_of_host(i));
  options.until = plan.length;
  options.count = chance.random(4) == 0 ? 0 : chance.random(12);
  plan.faults = naru::draw_faults(seed, options);
  return plan;
}

// A run that has failed is not taken apart, because its programs still work. So it stays until the
// process ends.
run_outcome run(const naru::failing_run& plan, const std::vector<std::string>& record) {
  static std::vector<std::unique_ptr<scenario>> failed;
  auto played = std::make_unique<scenario>(plan, !record.empty());
  run_outcome outcome = played->play();
  for (const std::string& each : record) played->save(each);
  if (!outcome.finding.empty()) failed.push_back(std::move(played));
  return outcome;
}

}  // namespace mix
