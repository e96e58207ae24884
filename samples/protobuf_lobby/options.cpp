#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {

std::optional<int> parse_options(int argc, const char* const* argv, lobby_options& options) {
  CLI::App app("Serves a lobby with protobuf messages, until Ctrl-C; or with --visit, visits one.",
               "protobuf_lobby");
  CLI::Option* const host =
      add_address(app, "--host", options.host, "the address to listen on; default: 0.0.0.0");
  CLI::Option* const port = add_port(app, options.port);
  CLI::Option* const visit =
      add_text(
          app, "--visit",
          [&](const std::string& text) { options.visit = parse_host_and_port("--visit", text); },
          "visit this server")
          ->type_name("HOST:PORT")
          ->excludes(host)
          ->excludes(port);
  add_text(
      app, "--name", [&](const std::string& text) { options.name = text; },
      "the visitor's name; default: visitor")
      ->needs(visit);
  add_backend(app, options.backend);
  return parse(app, argc, argv);
}

}  // namespace samples
