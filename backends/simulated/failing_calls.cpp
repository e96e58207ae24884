#include "simulated/failing_calls.hpp"

#include <array>
#include <stdexcept>

namespace naru::detail {
namespace {

// By system_call.
constexpr std::array<double system_faults::*, system_calls> probabilities{
    &system_faults::opens,
    &system_faults::binds,
    &system_faults::connects,
    &system_faults::accepts,
    &system_faults::receives,
    &system_faults::sends,
    &system_faults::datagram_receives,
    &system_faults::datagram_sends,
    &system_faults::lookups};

constexpr double million = 1'000'000;

constexpr bool makes_a_handle(system_call which) noexcept {
  return which == system_call::open || which == system_call::accept;
}

}  // namespace

void failing_calls::set(const system_faults& faults) {
  for (const auto each : probabilities) {
    if (!(faults.*each >= 0 && faults.*each <= 1)) {
      throw std::invalid_argument("the probability of a system fault is not from 0 to 1");
    }
  }
  faults_ = faults;
}

std::error_code failing_calls::draw(system_call which, std::size_t handles,
                                    random_source& random) const noexcept {
  if (makes_a_handle(which) && handles >= faults_.handles_max) {
    return std::make_error_code(std::errc::too_many_files_open);
  }
  const double own = faults_.*probabilities[static_cast<std::size_t>(which)];
  if (!random.happens(own + static_cast<double>(added_) / million)) return {};
  return draw_error(which, random);
}

}  // namespace naru::detail
