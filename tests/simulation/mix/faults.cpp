#include "faults.hpp"

#include <algorithm>

namespace mix {

std::string to_string(const fault& one) {
  constexpr std::string_view names[] = {"stall", "vanish", "block", "hold", "poor_link"};
  const auto text_of = [](fault::duration time) {
    return std::to_string(std::chrono::duration<double>(time).count()) + "s";
  };
  return text_of(one.at) + ' ' + std::string(names[static_cast<std::size_t>(one.kind)]) + ' ' +
         one.host + " -> " + one.other + " for " + text_of(one.length);
}

std::vector<fault> draw_faults(std::uint64_t seed, const fault_plan_options& options) {
  naru::simulation chance({.seed = seed});
  const auto time_below = [&](fault::duration most) {
    return fault::duration(static_cast<fault::duration::rep>(
        chance.random(static_cast<std::uint64_t>(most.count()) + 1)));
  };
  std::vector<fault> all(options.count);
  for (fault& each : all) {
    each.kind = static_cast<fault_kind>(chance.random(5));
    each.at = time_below(options.until);
    each.length = time_below(time_below(options.length_max));
    each.host = options.hosts[chance.random(options.hosts.size())];
    each.other = options.hosts[chance.random(options.hosts.size())];
  }
  std::ranges::stable_sort(all, {}, &fault::at);
  return all;
}

}  // namespace mix
