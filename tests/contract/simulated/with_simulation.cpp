#include "simulated_backend.hpp"

#include <naru/simulation.hpp>

namespace contract {
namespace {

naru::simulation& world() {
  // The tests expect of a loopback that it takes a small message as a whole.
  static naru::simulation one({.partial_transfers = false});
  return one;
}

naru::simulated_host& host() {
  static naru::simulated_host& one = world().add_host("here");
  return one;
}

}  // namespace

bool has_simulated_backend() noexcept { return true; }

std::unique_ptr<naru::proactor> simulated_proactor(const naru::proactor_options& options) {
  return host().make_proactor(options);
}

naru::proactor::time_point simulated_now() noexcept { return world().now(); }

std::error_code raise_simulated(naru::signal_kind kind) noexcept { return host().raise(kind); }

void spend_simulated_time(std::chrono::nanoseconds time) { world().spend(time); }

}  // namespace contract
