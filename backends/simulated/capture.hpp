// capture: a recorded run as a file for Wireshark. Each packet stands in it once, as it leaves its
// sender, on the interface of that host. Those that were lost have a comment that says so, and
// faults, names and marks are comments of the packet before them.
#pragma once

#include <cstdint>
#include <string>

namespace naru::detail {

class network;
class run_record;

[[nodiscard]] std::string capture_of(const run_record& record, const network& net,
                                     std::uint64_t seed);

}  // namespace naru::detail
