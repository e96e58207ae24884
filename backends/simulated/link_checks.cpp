#include "simulated/link_checks.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace naru::detail {
namespace {

void check_time(std::string_view name, link::duration time) {
  if (time >= link::duration::zero() && time <= link::duration_max) return;
  throw std::invalid_argument("link::" + std::string(name) + " must be from 0 to 24 hours");
}

// Written so that it refuses what is not a number, too.
void check_probability(std::string_view name, double value) {
  if (value >= 0 && value <= 1) return;
  throw std::invalid_argument("link::" + std::string(name) + " must be from 0 to 1");
}

}  // namespace

void check(const link& properties) {
  check_time("latency", properties.latency);
  check_time("jitter", properties.jitter);
  check_time("queue_max", properties.queue_max);
  check_time("burst_every", properties.burst_every);
  check_time("burst_length", properties.burst_length);
  check_probability("loss", properties.loss);
  check_probability("loss_in_burst", properties.loss_in_burst);
  check_probability("reorders", properties.reorders);
  check_probability("duplicates", properties.duplicates);
  check_probability("corrupts", properties.corrupts);
  check_probability("truncates", properties.truncates);
  if (properties.mtu < link::mtu_min || properties.mtu > link::mtu_max) {
    throw std::invalid_argument("link::mtu must be from 68 to 65,535");
  }
}

}  // namespace naru::detail
