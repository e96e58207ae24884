// Draws a plan of faults from a seed.
#include <naru/simulation/fault.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "simulated/host_clock.hpp"
#include "simulated/random_source.hpp"

namespace naru {
namespace {

// A length is drawn from one of so many ranges, each of which is half as long as the one before.
constexpr std::uint64_t length_ranges = 8;

// A world with the same seed draws other numbers.
constexpr std::uint64_t salt = 0x6661756c74730001;

constexpr std::int32_t million = 1'000'000;

void refuse_if(bool wrong, const char* why) {
  if (wrong) throw std::invalid_argument(why);
}

void check(const fault_plan_options& options) {
  refuse_if(options.hosts.empty(), "a plan of faults needs the name of a host");
  refuse_if(options.kinds.empty(), "a plan of faults needs a kind of fault");
  refuse_if(options.until <= fault::duration::zero(), "a plan of faults needs a time above zero");
  refuse_if(options.length_max < fault::duration::zero(), "a fault cannot last less than no time");
  refuse_if(options.clock_drift_max < 1 || options.clock_drift_max > detail::clock_drift_max,
            "the most by which a clock drifts is from 1 to 500'000 parts per million");
  refuse_if(options.system_errors_max < 1 || options.system_errors_max > million,
            "the most calls that fail are from 1 to 1'000'000 of a million");
}

template <class Value>
const Value& one_of(const std::vector<Value>& values, detail::random_source& random) {
  return values[static_cast<std::size_t>(random.below(values.size()))];
}

/// Another host, or an empty name if there is none.
std::string another(const std::vector<std::string>& hosts, const std::string& than,
                    detail::random_source& random) {
  std::vector<std::string> others = hosts;
  std::erase(others, than);
  return others.empty() ? std::string() : one_of(others, random);
}

std::int32_t up_to(std::int32_t most, detail::random_source& random) {
  return 1 + static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(most)));
}

fault draw_one(const fault_plan_options& options, detail::random_source& random) {
  fault drawn;
  drawn.kind = one_of(options.kinds, random);
  drawn.at = random.up_to(options.until - fault::duration(1));
  drawn.length = random.up_to(options.length_max / (1 << random.below(length_ranges)));
  drawn.host = one_of(options.hosts, random);
  switch (drawn.kind) {
    case fault_kind::block:
    case fault_kind::hold:
      drawn.other = another(options.hosts, drawn.host, random);
      break;
    case fault_kind::reset:
      drawn.other = another(options.hosts, drawn.host, random);
      drawn.length = {};
      break;
    case fault_kind::clock_drift: {
      const std::int32_t drift = up_to(options.clock_drift_max, random);
      drawn.parts_per_million = random.below(2) == 0 ? drift : -drift;
      break;
    }
    case fault_kind::system_errors:
      drawn.parts_per_million = up_to(options.system_errors_max, random);
      break;
    case fault_kind::stall:
    case fault_kind::vanish:
    case fault_kind::poor_link:
      break;
  }
  return drawn;
}

}  // namespace

std::vector<fault> draw_faults(std::uint64_t seed, const fault_plan_options& options) {
  check(options);
  detail::random_source random(seed ^ salt);
  std::vector<fault> drawn;
  for (std::size_t i = 0; i < options.count; ++i) {
    fault next = draw_one(options, random);
    const auto behind = std::ranges::upper_bound(drawn, next.at, {}, &fault::at);
    drawn.insert(behind, std::move(next));
  }
  return drawn;
}

}  // namespace naru
