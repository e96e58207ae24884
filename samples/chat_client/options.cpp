#include "options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "../common/command_line.hpp"

namespace samples::chat {
namespace {

constexpr limits bot_limits{1, 20'000};
constexpr limits rate_limits{1, 1'000'000};
constexpr limits seconds_limits{1, 86'400};
constexpr limits seed_limits{1, 4'294'967'295};

void add_bots(command_line& line, bots_options& options, const std::vector<option>& of_people) {
  const option bots = line.add_whole_number("--bots", options.bots, bot_limits,
                                            "have so many bots talk, and check what they hear");
  for (const option& each : of_people) bots.excludes(each);
  line.add_whole_number("--rooms", options.rooms, bot_limits,
                        "how many rooms the bots are in, one each; default: 1")
      .needs(bots);
  line.add_whole_number("--rate", options.rate, rate_limits,
                        "messages per second of all bots together; default: 10")
      .needs(bots);
  line.add_whole_number("--seconds", options.seconds, seconds_limits,
                        "how long the bots talk; default: 10")
      .needs(bots);
  line.add_whole_number("--seed", options.seed, seed_limits,
                        "of who talks when, and in the bots' names; default: by chance")
      .needs(bots);
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, client_options& options) {
  options.bots.seed = std::max(std::random_device{}(), 1U);
  options.name = fmt::format("guest-{}", options.bots.seed % 10'000);
  command_line line("Talks in the rooms of a chat_server: what is typed is said.", "chat_client");
  line.add_server(options.server);
  const option name = line.add_text(
                              "--name", [&](const std::string& text) { options.name = text; },
                              "what to be called; default: a guest's name")
                          .type_name("NAME");
  const option room = line.add_text(
                              "--room", [&](const std::string& text) { options.room = text; },
                              "the room to join; default: lobby")
                          .type_name("ROOM");
  add_bots(line, options.bots, {name, room});
  line.add_backend(options.backend);
  const std::optional<int> exit_code = line.parse(argc, argv);
  options.bots.rooms = std::min(options.bots.rooms, std::max<std::size_t>(options.bots.bots, 1));
  return exit_code;
}

}  // namespace samples::chat
