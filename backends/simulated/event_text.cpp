#include "simulated/event_text.hpp"

#include <string_view>

#include "simulated/network.hpp"
#include "simulated/run_record.hpp"
#include "simulated/time_text.hpp"

namespace naru::detail {
namespace {

std::string_view name_of(system_call which) noexcept {
  switch (which) {
    case system_call::open:
      return "open";
    case system_call::bind:
      return "bind";
    case system_call::connect:
      return "connect";
    case system_call::accept:
      return "accept";
    case system_call::receive:
      return "receive";
    case system_call::send:
      return "send";
    case system_call::receive_datagram:
      return "receive of a datagram";
    case system_call::send_datagram:
      return "send of a datagram";
    case system_call::look_up:
      return "lookup";
  }
  return "unknown";
}

}  // namespace

std::string name_of(unsigned host, const network& net) {
  return host < net.hosts().size() ? readable(net.hosts()[host]->name()) : "nobody";
}

std::string text_of(const recorded_fault& fault, const network& net) {
  std::string text = fault.what + " " + name_of(fault.from, net);
  if (fault.to != no_host) text += " -> " + name_of(fault.to, net);
  if (fault.length != timeline::duration::zero()) {
    text += " for " + seconds_text(fault.length);
  } else if (fault.phase != fault_phase::happens) {
    text += fault.phase == fault_phase::begins ? " begins" : " ends";
  }
  return text;
}

std::string text_of(const recorded_failure& failure, const network& net) {
  return std::string(name_of(failure.which)) + " fails on " + name_of(failure.host, net) + ": " +
         readable(failure.error.message());
}

std::string text_of(const recorded_lookup& lookup, const network& net) {
  return name_of(lookup.host, net) + " asked for " + lookup.name + ": " + lookup.answer;
}

std::string text_of(const recorded_mark& mark, const network&) { return "mark: " + mark.text; }

}  // namespace naru::detail
