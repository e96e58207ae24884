// chat_coroutine: rooms in which people talk, by netcat or telnet, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "../common/complaint.hpp"
#include "options.hpp"
#include "session.hpp"

namespace samples {
namespace {

void serve(const chat_options& options) {
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stop(*proactor, {naru::signal_kind::interrupt, naru::signal_kind::terminate});
  naru::tcp_listener listener(*proactor, {options.host, options.port});
  fmt::print("listening on {}\n", listener.local_endpoint().to_string());
  std::fflush(stdout);
  naru::run(*proactor, naru::when_any(serve_chat(listener, options.idle_timeout), stop.wait()));
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::chat_options options;
  if (const auto exit_code = samples::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::serve(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("chat_coroutine", error.what());
    return samples::exit_failure;
  }
}
