#include <naru/simulation/fault.hpp>

#include <array>

#include "simulated/time_text.hpp"

namespace naru {
namespace {

constexpr std::array<std::string_view, 8> names{
    "stall", "vanish", "block", "hold", "poor_link", "reset", "clock_drift", "system_errors"};

std::string between(const fault& one, std::string_view arrow) {
  std::string text = one.host;
  text.append(arrow).append(one.other.empty() ? std::string_view("every other host") : one.other);
  return text;
}

/// The fault without its times.
std::string subject(const fault& one) {
  switch (one.kind) {
    case fault_kind::block:
    case fault_kind::hold:
      return between(one, " -> ");
    case fault_kind::reset:
      return between(one, " <-> ");
    case fault_kind::clock_drift:
    case fault_kind::system_errors:
      return one.host + " by " + std::to_string(one.parts_per_million) + " ppm";
    case fault_kind::stall:
    case fault_kind::vanish:
    case fault_kind::poor_link:
      break;
  }
  return one.host;
}

}  // namespace

std::string_view to_string(fault_kind kind) noexcept {
  return names[static_cast<std::size_t>(kind)];
}

std::vector<fault_kind> all_fault_kinds() {
  std::vector<fault_kind> all;
  for (std::size_t i = 0; i < names.size(); ++i) all.push_back(static_cast<fault_kind>(i));
  return all;
}

std::string to_string(const fault& one) {
  std::string text = detail::seconds_text(one.at) + " ";
  text.append(to_string(one.kind)).append(" ").append(subject(one));
  if (one.kind != fault_kind::reset) text += " for " + detail::seconds_text(one.length);
  return text;
}

}  // namespace naru
