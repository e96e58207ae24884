// tcp_proxy: relays TCP connections to another address, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <optional>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "options.hpp"
#include "proxy.hpp"

namespace samples {
namespace {

void print_listening(const naru::endpoint& local) {
  fmt::print("listening on {}\n", local.to_string());
  std::fflush(stdout);
}

void print_totals(const totals& counted) {
  fmt::print(
      "accepted {} connections, {} did not reach the target: {} bytes to the target, {} bytes "
      "back\n",
      counted.connections, counted.failed_connects, counted.bytes_to_target,
      counted.bytes_to_client);
  std::fflush(stdout);
}

void relay(const proxy_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stops(*proactor, naru::stop_signals);
  proxy relaying(*proactor, options);
  print_listening(relaying.local_endpoint());
  // The workers start before the first accept is pending. So if they fail to start, nothing is
  // pending.
  std::optional<naru::work_guard> until_started(std::in_place, *proactor);
  naru::worker_pool workers(*proactor, options.threads);
  relaying.start();
  until_started.reset();
  naru::sync_wait(*proactor, stops.wait());
  const totals counted = relaying.stop();
  workers.join();
  print_totals(counted);
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::proxy_options options;
  if (const auto exit_code = samples::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::relay(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("tcp_proxy", error.what());
    return samples::exit_failure;
  }
}
