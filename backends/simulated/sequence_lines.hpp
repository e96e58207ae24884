// sequence_lines: what a sequence diagram of a recorded run shows, line by line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulated/recorded_event.hpp"

namespace naru::detail {

class network;
class run_record;

/// The part of a run that a diagram shows. If both are empty, it shows everything.
struct shown_part {
  std::optional<std::uint64_t> connection = {};             // by its number
  std::optional<std::pair<unsigned, unsigned>> hosts = {};  // what passes between these two
};

/// A line of the diagram: an arrow, or a note over one host or over all.
struct sequence_line {
  enum class kind : std::uint8_t { arrow, lost_arrow, note, note_over_all };

  kind is = kind::arrow;
  unsigned from = no_host;
  unsigned to = no_host;
  std::string text;
};

[[nodiscard]] std::vector<sequence_line> lines_of(const run_record& record, const network& net,
                                                  const shown_part& part);
/// The text as Mermaid reads it.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace naru::detail
