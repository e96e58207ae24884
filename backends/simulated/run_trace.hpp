// run_trace: a recorded run as a trace for ui.perfetto.dev. Each host is a process with a track for
// each of its proactors, one for what it sent and one for what it received. An arrow leads from a
// packet to its arrival. Connections and faults are slices of the process that began them.
#pragma once

#include <cstdint>
#include <string>

namespace naru::detail {

class network;
class run_record;

[[nodiscard]] std::string trace_of(const run_record& record, const network& net,
                                   std::uint64_t seed);

}  // namespace naru::detail
