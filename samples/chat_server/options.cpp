#include "options.hpp"

#include <naru/session/packet_framing.hpp>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <thread>

#include "../common/command_line.hpp"
#include "browsers.hpp"

namespace samples::chat {
namespace {

constexpr limits port_limits{0, 65'535};
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

// Likewise if it has no naru::web.
void parse_web(const std::string& text, std::optional<std::uint16_t>& port) {
  if (!has_web()) {
    throw std::invalid_argument("--web: this chat_server was built without naru::web");
  }
  port = static_cast<std::uint16_t>(whole_number("--web", text, port_limits));
}

void add_limits(command_line& line, chat_options& options) {
  naru::session_options& sessions = options.server.sessions;
  line.add_whole_number("--members-max", options.server.sessions_max, session_limits,
                        "connections at a time; default: 65536");
  line.add_whole_number("--members-per-address-max", options.server.sessions_per_address_max,
                        per_address_limits, "the same of one address; default: 0, as many");
  line.add_whole_number("--packet-size-max", sessions.message_size_max, packet_limits,
                        "bytes of a packet; a larger one ends its connection; default: 65531");
  line.add_whole_number("--packets-per-second-max", sessions.messages_per_second_max, rate_limits,
                        "of one member; more end its connection; default: 0, as many as it likes");
  line.add_whole_number(
      "--queue-size-max", sessions.send_queue_max, queue_limits,
      "bytes that wait for one member; more end its connection; default: 1048576");
  line.add_whole_number("--name-size-max", options.limits.name_size_max, name_limits,
                        "bytes of a name, of a room's too; default: 32");
  line.add_whole_number("--text-size-max", options.limits.text_size_max, text_limits,
                        "bytes of what is said; default: 1000");
  line.add_whole_number("--rooms-max", options.limits.rooms_max, room_limits,
                        "rooms at a time; default: 1024");
  line.add_whole_number("--rooms-per-member-max", options.limits.rooms_per_member_max,
                        rooms_of_one_limits, "the same of one member; default: 8");
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, chat_options& options) {
  options.threads = std::max(std::thread::hardware_concurrency(), 1U);
  options.server.sessions.message_size_max = naru::packet_framing::body_size_limit;
  naru::address address = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::optional<std::uint16_t> web_port;
  std::string web_origin;
  std::uint32_t idle_seconds = 0;
  command_line line("Lets people talk in rooms, by chat_client, until Ctrl-C.", "chat_server");
  line.add_address("--address", address, "the address to listen on; default: 0.0.0.0");
  line.add_port(port);
  line.add_text(
          "--web", [&](const std::string& text) { parse_web(text, web_port); },
          "also serve a page on this port, from which browsers join")
      .type_name("PORT");
  line.add_text(
          "--web-origin", [&](const std::string& text) { web_origin = text; },
          "where the page comes from if a proxy ends TLS in front, such as https://chat.example")
      .type_name("ORIGIN");
  line.add_whole_number("--threads", options.threads, thread_limits,
                        "how many threads run the server; default: one for each processor");
  line.add_text(
          "--redis", [&](const std::string& text) { parse_redis(text, options.redis); },
          "join the chat of every other chat_server of this Redis")
      .type_name("HOST:PORT");
  add_tls_files(line, options.tls);
  line.add_whole_number(
      "--redis-queue-max", options.redis.queue_max, {1, 10'000'000},
      "packets that wait for Redis; of more the oldest are dropped; default: 10000");
  line.add_whole_number("--idle", idle_seconds, seconds_limits,
                        "seconds of silence after which a member is put out; default: 0, never");
  add_limits(line, options);
  line.add_backend(options.backend);
  const auto exit_code = line.parse(argc, argv);
  options.server.address = {address, port};
  if (web_port && !exit_code) {
    options.server.more_addresses.push_back(
        {.address = {address, *web_port}, .transport = for_browsers(web_origin)});
  }
  options.server.sessions.idle_timeout = std::chrono::seconds(idle_seconds);
  return exit_code;
}

}  // namespace samples::chat
