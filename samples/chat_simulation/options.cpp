#include "options.hpp"

#include <naru/simulation.hpp>

#include <limits>

#include "../common/command_line.hpp"

namespace samples::chat {

std::optional<int> parse_options(int argc, const char* const* argv, evening_options& options) {
  options.seed = naru::seed_of_environment();
  command_line line("Runs chat_server in a simulated world with many players and a bad network.",
                    "chat_simulation");
  line.add_whole_number("--players", options.players, {1, 100'000}, "default: 1000");
  line.add_whole_number("--minutes", options.minutes, {1, 10'000},
                        "of virtual time, in which things go wrong; default: 5");
  line.add_whole_number("--seed", options.seed, {0, std::numeric_limits<std::uint64_t>::max()},
                        "all chance follows from it; default: NARU_SEED, or 1");
  line.add_flag(
      "--twice", [&] { options.twice = true; }, "run it a second time, which has to be the same");
  line.add_text(
          "--save", [&](const std::string& file) { options.save = file; },
          "a file for the record of the run: .pcapng, .json or .mmd")
      .type_name("FILE");
  return line.parse(argc, argv);
}

}  // namespace samples::chat
