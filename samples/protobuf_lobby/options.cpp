#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {

std::optional<int> parse_options(int argc, const char* const* argv, lobby_options& options) {
  command_line line(
      "Serves a lobby with protobuf messages, until Ctrl-C; or with --visit, visits one.",
      "protobuf_lobby");
  const option host =
      line.add_address("--host", options.host, "the address to listen on; default: 0.0.0.0");
  const option port = line.add_port(options.port);
  const option visit = line.add_text(
                               "--visit",
                               [&](const std::string& text) {
                                 options.visit = parse_host_and_port("--visit", text);
                               },
                               "visit this server")
                           .type_name("HOST:PORT")
                           .excludes(host)
                           .excludes(port);
  line.add_text(
          "--name", [&](const std::string& text) { options.name = text; },
          "the visitor's name; default: visitor")
      .needs(visit);
  line.add_backend(options.backend);
  return line.parse(argc, argv);
}

}  // namespace samples
