#include "options.hpp"

#include <stdexcept>
#include <string_view>

#include "../common/command_line.hpp"
#include "payload.hpp"

namespace samples {
namespace {

constexpr limits port_limits{0, 65535};
constexpr limits thread_limits{1, 1024};
constexpr limits count_limits{1, 10'000'000};
constexpr limits size_limits{payload_size_min, payload_size_max};
constexpr limits window_limits{1, 65'536};

naru::endpoint parse_server(std::string_view text) {
  constexpr std::string_view local_name = "localhost:";
  std::string numeric(text);
  if (text.starts_with(local_name)) numeric.replace(0, local_name.size(), "127.0.0.1:");
  const naru::endpoint server = naru::endpoint::parse(numeric);
  if (server.port() == 0) throw std::invalid_argument("--send must not have port 0");
  return server;
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, udp_echo_options& options) {
  command_line line(
      "Sends every datagram back, until Ctrl-C; or with --send, counts what comes back.",
      "udp_echo");
  const option host =
      line.add_address("--host", options.host, "the address to receive on; default: 0.0.0.0");
  const option port =
      line.add_whole_number("--port", options.port, port_limits,
                            "the port to receive on, 0 lets the system choose; default: 7777");
  const option threads = line.add_whole_number("--threads", options.threads, thread_limits,
                                               "how many threads run the server; default: 2");
  const option send =
      line.add_text(
              "--send", [&](const std::string& text) { options.send_to = parse_server(text); },
              "send to this server, an address in numbers or localhost")
          .type_name("HOST:PORT")
          .excludes(host)
          .excludes(port)
          .excludes(threads);
  line.add_whole_number("--count", options.count, count_limits,
                        "how many datagrams to send; default: 100000")
      .needs(send);
  line.add_whole_number("--size", options.size, size_limits, "bytes of a datagram; default: 64")
      .needs(send);
  line.add_whole_number("--window", options.window, window_limits,
                        "how many may be on their way at a time; default: 64")
      .needs(send);
  line.add_backend(options.backend);
  return line.parse(argc, argv);
}

}  // namespace samples
