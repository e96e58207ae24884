#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits timeout_limits{1, 86'400};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, chat_options& options) {
  CLI::App app("Lets people talk in rooms, by netcat or telnet, until Ctrl-C.", "chat_coroutine");
  auto idle = static_cast<std::uint64_t>(options.idle_timeout.count());
  add_address(app, "--host", options.host, "the address to listen on; default: 0.0.0.0");
  add_port(app, options.port);
  add_whole_number(app, "--idle", idle, timeout_limits,
                   "seconds of silence after which a member is put out; default: 300");
  add_backend(app, options.backend);
  const auto exit_code = parse(app, argc, argv);
  options.idle_timeout = std::chrono::seconds(idle);
  return exit_code;
}

}  // namespace samples
