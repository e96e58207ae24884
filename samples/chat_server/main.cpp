// chat_server: rooms in which people talk, by chat_client, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <string_view>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "broker.hpp"
#include "hall.hpp"
#include "member.hpp"
#include "options.hpp"

namespace samples::chat {
namespace {

constexpr std::chrono::seconds goodbye_max{5};

void print_totals(const naru::session_counters& counted) {
  fmt::print("served {} members ({} refused): {} packets came, {} went, {} were dropped\n",
             counted.accepted, counted.refused, counted.messages_received, counted.messages_sent,
             counted.messages_dropped + counted.messages_refused);
  for (std::size_t i = 0; i < naru::close_reasons; ++i) {
    const auto reason = static_cast<naru::close_reason>(i);
    if (const auto ended = counted.ended_for(reason); ended != 0) {
      fmt::print("  {} ended: {}\n", ended, naru::describe(reason));
    }
  }
  std::fflush(stdout);
}

std::unique_ptr<broker> connect(hall& all, const redis_options& redis) {
  if (redis.host.empty()) return nullptr;
  auto other = make_redis_broker(
      redis, [&](std::string_view room, const naru::packet& heard) { all.tell_here(room, heard); });
  all.connect(*other);
  return other;
}

void serve(const chat_options& options) {
  raise_descriptor_limit();
  hall all(options.limits);
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stops(*proactor, naru::stop_signals);
  naru::server<member> server(*proactor, options.server,
                              [&all] { return std::make_shared<member>(all); });
  fmt::print("listening on {}\n", server.local_endpoint().to_string());
  std::fflush(stdout);
  const std::unique_ptr<broker> elsewhere = connect(all, options.redis);
  server.start();
  naru::worker_pool workers(*proactor, options.threads);
  naru::sync_wait(*proactor, stops.wait());
  server.stop_blocking(goodbye_max);
  print_totals(server.counters());
  workers.join();
}

}  // namespace
}  // namespace samples::chat

int main(int argc, char** argv) {
  samples::chat::chat_options options;
  if (const auto exit_code = samples::chat::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::chat::serve(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("chat_server", error.what());
    return samples::exit_failure;
  }
}
