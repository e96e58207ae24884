#include "machine.hpp"

#include <algorithm>
#include <exception>
#include <string_view>
#include <system_error>
#include <utility>

namespace mix {

using namespace std::chrono_literals;

machine::machine(scene& in, naru::simulated_host& host, machine_plan plan,
                 const std::vector<naru::simulated_host*>& all)
    : scene_(in), host_(host), plan_(std::move(plan)), all_(all) {}

void machine::on_failure(const naru::failure& failed) {
  if (!failed.exception) return;
  try {
    std::rethrow_exception(failed.exception);
  } catch (const std::exception& thrown) {
    require(std::string_view(thrown.what()).ends_with("by the test"),
            "an exception left the library that the test has not thrown");
  }
}

// Starting. If a call of the system fails, a server is made later, and the rest is left out.

template <class Make>
bool machine::unless_a_call_fails(Make make) {
  try {
    make();
    return true;
  } catch (const std::system_error&) {
    require(scene_.calls_may_fail, "a server could not be made");
    return false;
  }
}

void machine::make_service_again(std::size_t place) {
  services_[place].reset();  // its port is free from here on
  unless_a_call_fails(
      [&] { services_[place] = make_service(*proactor_, scene_, plan_.services[place]); });
}

void machine::start() {
  naru::proactor_options options;
  options.on_failure = [this](const naru::failure& failed) { on_failure(failed); };
  proactor_ = host_.make_proactor(options);
  services_.resize(plan_.services.size());
  for (std::size_t i = 0; i != services_.size(); ++i) make_service_again(i);
  for (const relay_plan& each : plan_.relays) {
    unless_a_call_fails(
        [&] { relays_.push_back(std::make_unique<relay>(*proactor_, each.port, each.server)); });
  }
  for (const visitor_plan& each : plan_.visitors) {
    visitors_.push_back(make_visitor(*proactor_, scene_, each.service, each.options));
  }
  if (plan_.echoes_datagrams) unless_a_call_fails([&] { echo_.emplace(*proactor_); });
  if (!plan_.has_chores) return;
  clockwork_.emplace(*proactor_, scene_);
  serial_.emplace(*proactor_, scene_);
  unless_a_call_fails([&] { errands_.emplace(*proactor_, scene_, all_, plan_.datagram_echo); });
}

void machine::renew() {
  for (std::size_t i = 0; i != services_.size(); ++i) {
    if (services_[i] && !services_[i]->is_stopped()) continue;
    if (services_[i]) services_[i]->check_end();
    make_service_again(i);
    ++scene_.seen.done.restarts;
  }
  for (std::size_t i = 0; i != visitors_.size(); ++i) {
    if (!visitors_[i]->is_stopped()) continue;
    visitors_[i]->check_end();
    const visitor_plan& wanted = plan_.visitors[i];
    visitors_[i] = make_visitor(*proactor_, scene_, wanted.service, wanted.options);
    ++scene_.seen.done.restarts;
  }
}

// These things happen meanwhile.

void machine::restart_service(naru::proactor::duration drain) {
  if (services_.empty()) return;
  const std::size_t chosen = scene_.world.random(services_.size());
  if (!services_[chosen] || services_[chosen]->is_stopping()) return;
  if (drain > 0s || !services_[chosen]->may_be_abandoned()) return services_[chosen]->stop(drain);
  make_service_again(chosen);
  ++scene_.seen.done.restarts;
}

void machine::disturb() {
  const std::size_t all = services_.size() + visitors_.size();
  if (all == 0) return;
  const std::size_t chosen = scene_.world.random(all);
  if (chosen < services_.size()) {
    if (services_[chosen]) services_[chosen]->disturb();
    return;
  }
  visitor& one = *visitors_[chosen - services_.size()];
  if (scene_.world.random(3) != 0) return one.disturb();
  one.stop(milliseconds_between(scene_.world, 0, 2'000));
}

// Each call looks at one service closely, because that takes longer.
void machine::check() {
  if (services_.empty()) return;
  for (const auto& each : services_) {
    if (each) each->check();
  }
  constexpr std::size_t seldom = 64;
  if (++checked_ % seldom != 0) return;
  const auto& chosen = services_[checked_ / seldom % services_.size()];
  if (chosen) chosen->check_thoroughly();
}

// Stopping.

void machine::stop_tasks() {
  for (const auto& each : relays_) each->stop();
  if (clockwork_) clockwork_->stop();
  if (serial_) serial_->stop();
  if (errands_) errands_->stop();
  if (echo_) echo_->stop();
}

bool machine::tasks_have_ended() const {
  return std::ranges::all_of(relays_, [](const auto& each) { return each->has_ended(); }) &&
         (!clockwork_ || clockwork_->has_ended()) && (!serial_ || serial_->has_ended()) &&
         (!errands_ || errands_->has_ended()) && (!echo_ || echo_->has_ended());
}

// This runs the proactor until nothing is outstanding, so servers and clients are gone before.
void machine::join_tasks() {
  for (const auto& each : relays_) each->join();
  if (errands_) errands_->join();
  if (echo_) echo_->join();
  relays_.clear();
  clockwork_.reset();
  serial_.reset();
  errands_.reset();
  echo_.reset();
}

void machine::kill(const runner& run) {
  for (const auto& each : services_) {
    if (each && !each->may_be_abandoned()) each->stop(0s);
  }
  stop_tasks();
  const bool ended = run([&] {
    const auto no_stop_is_pending = [](const auto& each) {
      return !each || !each->is_stopping() || each->is_stopped();
    };
    return tasks_have_ended() && std::ranges::all_of(services_, no_stop_is_pending) &&
           std::ranges::all_of(visitors_, no_stop_is_pending);
  });
  require(ended, "the programs of a machine do not end");
  if (!ended) return;
  visitors_.clear();
  services_.clear();
  join_tasks();
  proactor_.reset();
  ++scene_.seen.done.restarts;
}

void machine::stop(naru::proactor::duration drain) {
  std::erase(services_, nullptr);
  for (const auto& each : services_) each->stop(drain);
  for (const auto& each : visitors_) each->stop(drain);
  stop_tasks();
}

bool machine::has_stopped() const {
  return tasks_have_ended() &&
         std::ranges::all_of(services_, [](const auto& each) { return each->is_stopped(); }) &&
         std::ranges::all_of(visitors_, [](const auto& each) { return each->is_stopped(); });
}

void machine::end(const runner& run) {
  for (const auto& each : services_) each->check_end();
  for (const auto& each : visitors_) each->check_end();
  const auto nothing_is_pending = [this] {
    const naru::counters now = proactor_->counters();
    return now.started == now.completed;
  };
  require(run(nothing_is_pending), "an operation is pending although all has stopped");
  visitors_.clear();
  services_.clear();
  join_tasks();
  proactor_.reset();
}

}  // namespace mix
