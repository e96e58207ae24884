#include "options.hpp"

#include "../common/command_line.hpp"
#include "password.hpp"
#include "room.hpp"

namespace samples::arena {
namespace {

constexpr limits thread_limits{1, 1'024};
constexpr limits room_limits{1, 1'000};
constexpr limits rounds_limits{1, 10'000'000};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, arena_options& options) {
  naru::session_options& sessions = options.network.sessions;
  sessions.on_overflow = naru::overflow_policy::drop_newest;  // a slow player misses snapshots
  sessions.send_queue_max = 262'144;
  sessions.message_size_max = 1'024;
  sessions.messages_per_second_max = 100;
  options.accounts.password_rounds = password_rounds_default;
  naru::address address = naru::address::any_v4();
  std::uint16_t port = 7777;
  command_line line(
      "An arena: accounts, rooms that tick, whispers. Ends at Ctrl-C, with all saved.", "arena");
  line.add_address("--address", address, "the address to listen on; default: 0.0.0.0");
  line.add_port(port);
  line.add_whole_number("--threads", options.threads, thread_limits,
                        "how many threads run the server; default: 4");
  line.add_whole_number("--rooms", options.rooms, room_limits,
                        "rooms, of 64 players each; default: 40");
  line.add_text(
          "--database", [&](const std::string& text) { options.accounts.file = text; },
          "the file with the accounts; default: arena.db")
      .type_name("FILE");
  line.add_whole_number("--password-threads", options.accounts.password_threads, thread_limits,
                        "threads that check passwords; default: 2");
  line.add_whole_number("--password-rounds", options.accounts.password_rounds, rounds_limits,
                        "the work to check one; default: 600000, and less only for tests");
  line.add_text(
          "--admin", [&](const std::string& text) { options.admin = text; },
          "the account that may put others out; default: none")
      .type_name("NAME");
  line.add_whole_number("--watch", options.watch_port, {1, 65'535},
                        "a port of 127.0.0.1 for /metrics and /dump; default: none");
  line.add_backend(options.backend);
  const std::optional<int> exit_code = line.parse(argc, argv);
  options.network.address = {address, port};
  options.network.sessions_max = options.rooms * room::players_max;
  return exit_code;
}

}  // namespace samples::arena
