// chat_server: rooms in which people talk, by chat_client, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "../tls/encryption.hpp"
#include "broker.hpp"
#include "hall.hpp"
#include "options.hpp"
#include "service.hpp"

namespace samples::chat {
namespace {

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

// The second one, if there is one, is for browsers.
void print_places(const std::vector<naru::endpoint>& places, bool is_encrypted) {
  fmt::print("listening on {}\n", places.front().to_string());
  if (places.size() > 1) {
    fmt::print("the page is on {}://{}/\n", is_encrypted ? "https" : "http",
               places.back().to_string());
  }
}

std::unique_ptr<broker> connect(hall& all, const redis_options& redis) {
  if (redis.host.empty()) return nullptr;
  auto other = make_redis_broker(
      redis, [&](std::string_view room, const naru::packet& heard) { all.tell_here(room, heard); });
  all.connect(*other);
  return other;
}

// A page that came by HTTPS opens its WebSocket inside TLS.
void put_over_tls(naru::server_options& server, const naru::transport& tls) {
  server.transport = tls;
  for (naru::listening_place& each : server.more_addresses) {
    each.transport = each.transport.over(tls);
  }
}

// New connections are encrypted with what the files have now. If they cannot be used, the chat goes
// on with what it had.
void reload(encryption& secure) {
  try {
    secure.reload();
    fmt::print("the certificate was loaded again\n");
  } catch (const std::exception& error) {
    fmt::print("the certificate stays: {}\n", error.what());
  }
  std::fflush(stdout);
}

void serve(chat_options options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  const auto secure = options.tls.certificate.empty() ? nullptr : make_encryption(options.tls);
  if (secure) put_over_tls(options.server, secure->transport());
  service chat(*proactor, options.server, options.limits);
  print_places(chat.members().local_endpoints(), secure != nullptr);
  std::fflush(stdout);
  const std::unique_ptr<broker> elsewhere = connect(chat.rooms(), options.redis);
  if (secure) chat.reload_with([&secure] { reload(*secure); });
  chat.start();
  naru::worker_pool workers(*proactor, options.threads);
  naru::sync_wait(*proactor, chat.serve_until_told());
  print_totals(chat.members().counters());
  workers.join();
}

}  // namespace
}  // namespace samples::chat

int main(int argc, char** argv) {
  samples::chat::chat_options options;
  if (const auto exit_code = samples::chat::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::chat::serve(std::move(options));
    return 0;
  } catch (const std::exception& error) {
    samples::complain("chat_server", error.what());
    return samples::exit_failure;
  }
}
