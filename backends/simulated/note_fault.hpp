// note_fault: puts a fault into the record of a run, if there is one.
#pragma once

#include <string_view>

#include "simulated/world.hpp"

namespace naru::detail {

void note_fault(world& around, std::string_view what, fault_phase phase, const network_host& from,
                const network_host* to = nullptr, timeline::duration length = {});

}  // namespace naru::detail
