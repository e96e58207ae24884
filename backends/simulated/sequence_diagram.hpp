// sequence_diagram: a part of a recorded run as text that Mermaid draws, with an arrow for each
// packet. Documents, and the pages of repositories, show such text as a picture.
#pragma once

#include <cstddef>
#include <string>

#include "simulated/sequence_lines.hpp"

namespace naru::detail {

/// At most `lines_max` arrows and notes: a third of them from the beginning, the rest from the end.
[[nodiscard]] std::string sequence_of(const run_record& record, const network& net,
                                      const shown_part& part, std::size_t lines_max);

}  // namespace naru::detail
