#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits timeout_limits{1, 86'400};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, chat_options& options) {
  command_line line("Lets people talk in rooms, by netcat or telnet, until Ctrl-C.",
                    "chat_coroutine");
  auto idle = static_cast<std::uint64_t>(options.idle_timeout.count());
  line.add_address("--host", options.host, "the address to listen on; default: 0.0.0.0");
  line.add_port(options.port);
  line.add_whole_number("--idle", idle, timeout_limits,
                        "seconds of silence after which a member is put out; default: 300");
  line.add_backend(options.backend);
  const auto exit_code = line.parse(argc, argv);
  options.idle_timeout = std::chrono::seconds(idle);
  return exit_code;
}

}  // namespace samples
