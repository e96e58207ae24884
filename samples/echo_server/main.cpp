// echo_server: sends back what it receives, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <optional>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "options.hpp"
#include "server.hpp"

namespace samples {
namespace {

void print_listening(const naru::endpoint& local) {
  fmt::print("listening on {}\n", local.to_string());
  std::fflush(stdout);
}

void print_totals(const totals& counted) {
  fmt::print("served {} connections: {} receives, {} bytes echoed\n", counted.connections,
             counted.receives, counted.bytes);
  std::fflush(stdout);
}

void serve(const server_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stops(*proactor, naru::stop_signals);
  server echo(*proactor, {options.host, options.port}, options.output);
  print_listening(echo.local_endpoint());
  // The workers start before the first accept is pending. So if they fail to start, nothing is
  // pending.
  std::optional<naru::work_guard> until_started(std::in_place, *proactor);
  naru::worker_pool workers(*proactor, options.threads);
  echo.start();
  until_started.reset();
  naru::sync_wait(*proactor, stops.wait());
  const totals counted = echo.stop();
  workers.join();
  print_totals(counted);
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::server_options options;
  if (const auto exit_code = samples::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::serve(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("echo_server", error.what());
    return samples::exit_failure;
  }
}
