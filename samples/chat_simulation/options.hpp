// The options of chat_simulation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples::chat {

struct evening_options {
  std::size_t players = 1'000;
  std::uint64_t minutes = 5;  // of virtual time, in which there is trouble
  std::uint64_t seed = 1;
  bool twice = false;
  std::string save;  // the file for the record of the run; empty: no record
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               evening_options& options);

}  // namespace samples::chat
