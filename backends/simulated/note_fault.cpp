#include "simulated/note_fault.hpp"

#include <string>

namespace naru::detail {

void note_fault(world& around, std::string_view what, fault_phase phase, const network_host& from,
                const network_host* to, timeline::duration length) {
  if (around.record == nullptr) return;
  const unsigned other = to == nullptr ? no_host : to->number();
  around.record->add(recorded_fault{std::string(what), phase, from.number(), other, length});
}

}  // namespace naru::detail
