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
  CLI::App app("An arena: accounts, rooms that tick, whispers. Ends at Ctrl-C, with all saved.",
               "arena");
  add_address(app, "--address", address, "the address to listen on; default: 0.0.0.0");
  add_port(app, port);
  add_whole_number(app, "--threads", options.threads, thread_limits,
                   "how many threads run the server; default: 4");
  add_whole_number(app, "--rooms", options.rooms, room_limits,
                   "rooms, of 64 players each; default: 40");
  app.add_option("--database", options.accounts.file,
                 "the file with the accounts; default: arena.db");
  add_whole_number(app, "--password-threads", options.accounts.password_threads, thread_limits,
                   "threads that check passwords; default: 2");
  add_whole_number(app, "--password-rounds", options.accounts.password_rounds, rounds_limits,
                   "the work to check one; default: 600000, and less only for tests");
  app.add_option("--admin", options.admin, "the account that may put others out; default: none");
  add_whole_number(app, "--watch", options.watch_port, {1, 65'535},
                   "a port of 127.0.0.1 for /metrics and /dump; default: none");
  add_backend(app, options.backend);
  const std::optional<int> exit_code = parse(app, argc, argv);
  options.network.address = {address, port};
  options.network.sessions_max = options.rooms * room::players_max;
  return exit_code;
}

}  // namespace samples::arena
