// Prints the report of the bots at the end.
#include <naru/proactor.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string_view>

#include "../../common/complaint.hpp"
#include "../../common/descriptor_limit.hpp"
#include "swarm.hpp"

namespace samples::chat {
namespace {

void print_row(std::string_view name, std::uint64_t value) {
  fmt::print("{:<18}{:>12}\n", name, value);
}

void print(const tally& counted, std::chrono::duration<double> talked) {
  print_row("sent", counted.sent);
  print_row("expected", counted.expected);
  print_row("heard", counted.heard);
  print_row("missing", counted.missing());
  print_row("out of order", counted.out_of_order);
  print_row("wrong", counted.wrong);
  print_row("disconnected", counted.disconnected);
  if (talked.count() > 0) {
    fmt::print("{:<18}{:>12.0f}\n", "heard/s", static_cast<double>(counted.heard) / talked.count());
  }
  for (const double percent : {50.0, 90.0, 99.0}) {
    fmt::print("p{:<12.0f}(ms) {:>12.2f}\n", percent,
               milliseconds(counted.latency.percentile(percent)));
  }
  fmt::print("max          (ms) {:>12.2f}\n", milliseconds(counted.latency.max()));
  std::fflush(stdout);
}

}  // namespace

bool run_bots(const client_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  swarm all(*proactor, options);
  fmt::print("{} bots in {} rooms, {} messages/s for {} s, seed {}\n", options.bots.bots,
             options.bots.rooms, options.bots.rate, options.bots.seconds, options.bots.seed);
  std::fflush(stdout);
  all.run();
  const tally& counted = all.counted();
  print(counted, all.talked());
  if (counted.entered != options.bots.bots) {
    complain("chat_client", fmt::format("only {} of {} bots came into their rooms", counted.entered,
                                        options.bots.bots));
  }
  if (!counted.first_wrong.empty()) complain("chat_client", counted.first_wrong);
  return counted.is_good();
}

}  // namespace samples::chat
