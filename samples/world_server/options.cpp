#include "options.hpp"

#include <naru/session/session_observer.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "../common/command_line.hpp"
#include "../world/protocol.hpp"
#include "live_page.hpp"

namespace samples::world {
namespace {

constexpr limits thread_limits{1, 1'024};
constexpr limits player_limits{1, 100'000};
constexpr limits side_limits{100, 65'536};  // a position has two bytes in a packet
constexpr limits cell_limits{10, 65'535};
constexpr limits seen_limits{1, update_writer::players_max};
constexpr limits tick_limits{1, 1'000};
constexpr limits input_limits{1, 10'000};
constexpr limits queue_limits{65'536, 1'073'741'824};
constexpr limits seconds_limits{1, 86'400};
constexpr limits port_limits{0, 65'535};

void add_world(command_line& line, world_options& options) {
  line.add_whole_number("--ticks", options.ticks_per_second, tick_limits,
                        "ticks per second; default: 30");
  line.add_whole_number("--side", options.side, side_limits,
                        "units of the world's side; default: 10000");
  line.add_whole_number("--cell", options.cell, cell_limits,
                        "units of a cell's side; one sees its own and those around; default: 500");
  line.add_whole_number("--seen-max", options.seen_max, seen_limits,
                        "how many others one sees at most; default: 255");
}

// A program that cannot show the page says so before it begins.
void parse_watch(const std::string& text, server_options& options) {
  if (!has_watch()) {
    throw std::invalid_argument("--watch: this world_server was built without naru::watch");
  }
  options.watch_port = static_cast<std::uint16_t>(whole_number("--watch", text, port_limits));
  // Without an observer nobody counts what each session receives and sends.
  options.network.observer = std::make_shared<naru::session_observer>();
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, server_options& options) {
  naru::session_options& sessions = options.network.sessions;
  // The next update replaces one that cannot be sent, so a slow reader misses some updates and
  // stays.
  sessions.on_overflow = naru::overflow_policy::drop_newest;
  sessions.send_queue_max = 262'144;
  sessions.message_size_max = 64;  // players have little to say
  sessions.messages_per_second_max = 100;
  options.network.sessions_max = 4'096;
  options.threads = std::max(std::thread::hardware_concurrency(), 1U);
  naru::address address = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::uint32_t idle = 30;
  std::uint32_t report = 5;
  command_line line("Moves players through a world and tells each what is around it, until Ctrl-C.",
                    "world_server");
  line.add_address("--address", address, "the address to listen on; default: 0.0.0.0");
  line.add_port(port);
  line.add_whole_number("--threads", options.threads, thread_limits,
                        "how many threads run the server; default: one for each processor");
  add_world(line, options.world);
  line.add_whole_number("--players-max", options.network.sessions_max, player_limits,
                        "connections at a time; default: 4096");
  line.add_whole_number("--inputs-per-second-max", sessions.messages_per_second_max, input_limits,
                        "of one player; more end its connection; default: 100");
  line.add_whole_number("--queue-size-max", sessions.send_queue_max, queue_limits,
                        "bytes that wait for one player; more are dropped; default: 262144");
  line.add_whole_number("--idle", idle, seconds_limits,
                        "seconds of silence after which a player is put out; default: 30");
  line.add_whole_number("--report", report, seconds_limits,
                        "seconds between two lines of figures; default: 5");
  line.add_text(
          "--watch", [&](const std::string& text) { parse_watch(text, options); },
          "show the server on a page, on this port of 127.0.0.1; 0: any port")
      .type_name("PORT");
  line.add_backend(options.backend);
  const std::optional<int> exit_code = line.parse(argc, argv);
  options.network.address = {address, port};
  sessions.idle_timeout = std::chrono::seconds(idle);
  options.report_every = std::chrono::seconds(report);
  return exit_code;
}

}  // namespace samples::world
