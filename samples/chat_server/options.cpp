#include "options.hpp"

#include <naru/session/packet_framing.hpp>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <thread>

#include "../common/command_line.hpp"

namespace samples::chat {
namespace {

constexpr limits thread_limits{1, 1'024};
constexpr limits session_limits{1, 1'048'576};
constexpr limits per_address_limits{0, 1'048'576};
constexpr limits packet_limits{64, naru::packet_framing::body_size_limit};
constexpr limits queue_limits{65'536, 1'073'741'824};
constexpr limits rate_limits{0, 1'000'000};
constexpr limits seconds_limits{0, 86'400};
constexpr limits name_limits{1, 1'024};
constexpr limits text_limits{1, 32'768};  // a packet has room for it
constexpr limits room_limits{1, 1'000'000};
constexpr limits rooms_of_one_limits{1, 1'000};

// If the build has no Redis, that is reported like any other mistake on the command line.
void parse_redis(const std::string& text, redis_options& redis) {
  if (!has_redis()) {
    throw std::invalid_argument("--redis: this chat_server was built without Redis");
  }
  const host_and_port server = parse_host_and_port("--redis", text);
  redis.host = server.host;
  redis.port = server.port;
}

void add_limits(CLI::App& app, chat_options& options) {
  naru::session_options& sessions = options.server.sessions;
  add_whole_number(app, "--members-max", options.server.sessions_max, session_limits,
                   "connections at a time; default: 65536");
  add_whole_number(app, "--members-per-address-max", options.server.sessions_per_address_max,
                   per_address_limits, "the same of one address; default: 0, as many");
  add_whole_number(app, "--packet-size-max", sessions.message_size_max, packet_limits,
                   "bytes of a packet; a larger one ends its connection; default: 65531");
  add_whole_number(app, "--packets-per-second-max", sessions.messages_per_second_max, rate_limits,
                   "of one member; more end its connection; default: 0, as many as it likes");
  add_whole_number(app, "--queue-size-max", sessions.send_queue_max, queue_limits,
                   "bytes that wait for one member; more end its connection; default: 1048576");
  add_whole_number(app, "--name-size-max", options.limits.name_size_max, name_limits,
                   "bytes of a name, of a room's too; default: 32");
  add_whole_number(app, "--text-size-max", options.limits.text_size_max, text_limits,
                   "bytes of what is said; default: 1000");
  add_whole_number(app, "--rooms-max", options.limits.rooms_max, room_limits,
                   "rooms at a time; default: 1024");
  add_whole_number(app, "--rooms-per-member-max", options.limits.rooms_per_member_max,
                   rooms_of_one_limits, "the same of one member; default: 8");
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, chat_options& options) {
  options.threads = std::max(std::thread::hardware_concurrency(), 1U);
  options.server.sessions.message_size_max = naru::packet_framing::body_size_limit;
  naru::address address = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::uint32_t idle_seconds = 0;
  CLI::App app("Lets people talk in rooms, by chat_client, until Ctrl-C.", "chat_server");
  add_address(app, "--address", address, "the address to listen on; default: 0.0.0.0");
  add_port(app, port);
  add_whole_number(app, "--threads", options.threads, thread_limits,
                   "how many threads run the server; default: one for each processor");
  add_text(
      app, "--redis", [&](const std::string& text) { parse_redis(text, options.redis); },
      "join the chat of every other chat_server of this Redis")
      ->type_name("HOST:PORT");
  add_whole_number(app, "--redis-queue-max", options.redis.queue_max, {1, 10'000'000},
                   "packets that wait for Redis; of more the oldest are dropped; default: 10000");
  add_whole_number(app, "--idle", idle_seconds, seconds_limits,
                   "seconds of silence after which a member is put out; default: 0, never");
  add_limits(app, options);
  add_backend(app, options.backend);
  const auto exit_code = parse(app, argc, argv);
  options.server.address = {address, port};
  options.server.sessions.idle_timeout = std::chrono::seconds(idle_seconds);
  return exit_code;
}

}  // namespace samples::chat
