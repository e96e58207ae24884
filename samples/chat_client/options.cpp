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

void add_bots(CLI::App& app, bots_options& options, const std::vector<CLI::Option*>& of_people) {
  CLI::Option* const bots = add_whole_number(app, "--bots", options.bots, bot_limits,
                                             "have so many bots talk, and check what they hear");
  for (CLI::Option* const each : of_people) bots->excludes(each);
  add_whole_number(app, "--rooms", options.rooms, bot_limits,
                   "how many rooms the bots are in, one each; default: 1")
      ->needs(bots);
  add_whole_number(app, "--rate", options.rate, rate_limits,
                   "messages per second of all bots together; default: 10")
      ->needs(bots);
  add_whole_number(app, "--seconds", options.seconds, seconds_limits,
                   "how long the bots talk; default: 10")
      ->needs(bots);
  add_whole_number(app, "--seed", options.seed, seed_limits,
                   "of who talks when, and in the bots' names; default: by chance")
      ->needs(bots);
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, client_options& options) {
  options.bots.seed = std::max(std::random_device{}(), 1U);
  options.name = fmt::format("guest-{}", options.bots.seed % 10'000);
  CLI::App app("Talks in the rooms of a chat_server: what is typed is said.", "chat_client");
  add_server(app, options.server);
  CLI::Option* const name =
      add_text(
          app, "--name", [&](const std::string& text) { options.name = text; },
          "what to be called; default: a guest's name")
          ->type_name("NAME");
  CLI::Option* const room =
      add_text(
          app, "--room", [&](const std::string& text) { options.room = text; },
          "the room to join; default: lobby")
          ->type_name("ROOM");
  add_bots(app, options.bots, {name, room});
  add_backend(app, options.backend);
  const std::optional<int> exit_code = parse(app, argc, argv);
  options.bots.rooms = std::min(options.bots.rooms, std::max<std::size_t>(options.bots.bots, 1));
  return exit_code;
}

}  // namespace samples::chat
