// chat_client: talks in the rooms of a chat_server, or lets many bots talk there and checks what
// they hear.
#include <exception>

#include "../common/complaint.hpp"
#include "bots/swarm.hpp"
#include "options.hpp"
#include "typing.hpp"

int main(int argc, char** argv) {
  samples::chat::client_options options;
  if (const auto exit_code = samples::chat::parse_options(argc, argv, options)) return *exit_code;
  try {
    if (options.bots.bots != 0) return samples::chat::run_bots(options) ? 0 : samples::exit_failure;
    samples::chat::talk(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("chat_client", error.what());
    return samples::exit_failure;
  }
}
