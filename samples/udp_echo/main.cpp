// udp_echo: sends datagrams back, until Ctrl-C or SIGTERM; or sends some and counts what comes
// back.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <optional>

#include "../common/complaint.hpp"
#include "client.hpp"
#include "options.hpp"
#include "server.hpp"

namespace samples {
namespace {

constexpr auto program = "udp_echo";

void print_listening(const naru::endpoint& local) {
  fmt::print("listening on {}\n", local.to_string());
  std::fflush(stdout);
}

int serve(const udp_echo_options& options) {
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stops(*proactor, naru::stop_signals);
  udp_server echo(*proactor, {options.host, options.port});
  print_listening(echo.local_endpoint());
  // The workers start before the first receive is pending. So if they fail to start, nothing is
  // pending.
  std::optional<naru::work_guard> until_started(std::in_place, *proactor);
  naru::worker_pool workers(*proactor, options.threads);
  echo.start();
  until_started.reset();
  naru::sync_wait(*proactor, stops.wait());
  const udp_totals counted = echo.stop();
  workers.join();
  fmt::print("received {} datagrams, sent {}, truncated {}\n", counted.received, counted.sent,
             counted.truncated);
  return 0;
}

int send(const udp_echo_options& options) {
  const auto proactor = naru::make_proactor({.backend = options.backend});
  udp_client client(*proactor, *options.send_to, {options.count, options.size, options.window});
  const auto start = std::chrono::steady_clock::now();
  client.start();
  proactor->run();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  const udp_account& counted = client.counted();
  fmt::print("sent {}, received {}, lost {}, truncated {}, duplicates {}, late {}, corrupt {}\n",
             counted.sent, counted.received, counted.lost, counted.truncated, counted.duplicates,
             counted.late, counted.corrupt);
  fmt::print("{:.2f} s, {:.0f} datagrams back per second\n", passed.count(),
             static_cast<double>(counted.received) / passed.count());
  if (client.failure()) complain(program, "cannot go on: " + client.failure().message());
  const bool good = !client.failure() && counted.adds_up() && counted.corrupt == 0;
  return good ? 0 : exit_failure;
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::udp_echo_options options;
  if (const auto exit_code = samples::parse_options(argc, argv, options)) return *exit_code;
  try {
    return options.send_to ? samples::send(options) : samples::serve(options);
  } catch (const std::exception& error) {
    samples::complain(samples::program, error.what());
    return samples::exit_failure;
  }
}
