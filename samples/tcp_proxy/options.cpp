#include "options.hpp"

#include <string>

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits thread_limits{1, 1024};
constexpr limits buffer_limits{1, 16'777'216};
constexpr limits timeout_limits{1, 3'600};
constexpr limits connection_limits{1, 1'000'000};

void add_endpoints(command_line& line, proxy_options& options) {
  line.add_text(
          "LISTEN",
          [&options](const std::string& text) { options.listen = naru::endpoint::parse(text); },
          "ADDR:PORT to listen on, in numbers; port 0 lets the system choose")
      .required()
      .type_name("");
  line.add_text(
          "TARGET",
          [&options](const std::string& text) {
            options.target = parse_host_and_port("TARGET", text);
          },
          "HOST:PORT that each connection is relayed to, by name or in numbers")
      .required()
      .type_name("");
}

void add_tls(command_line& line, proxy_options& options) {
  line.add_flag(
      "--tls", [&options] { options.has_tls = true; },
      "clients speak TLS, which ends here: the target gets plain TCP; needs --certificate");
  add_tls_files(line, options.tls);
  line.add_whole_number("--handshake-timeout", options.handshake_timeout, timeout_limits,
                        "how long the handshake of TLS may take; default: 10")
      .type_name("SECONDS");
}

// --tls has to be said, because who forgets it should not find a proxy without encryption.
bool fits(const proxy_options& options) {
  if (options.has_tls == !options.tls.certificate.empty()) return true;
  complain("tcp_proxy", "--tls, --certificate and --key are given together");
  return false;
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, proxy_options& options) {
  command_line line("Relays TCP connections to another address, until Ctrl-C.", "tcp_proxy");
  add_endpoints(line, options);
  line.add_whole_number("--threads", options.threads, thread_limits,
                        "how many threads run the proxy; default: 5");
  line.add_whole_number("--buffer", options.buffer_size, buffer_limits,
                        "bytes of each direction's buffer; default: 65536")
      .type_name("BYTES");
  line.add_whole_number("--connect-timeout", options.connect_timeout, timeout_limits,
                        "how long the target may take to answer; default: 10")
      .type_name("SECONDS");
  line.add_whole_number("--max-connections", options.max_connections, connection_limits,
                        "how many at a time, further ones wait to be accepted; default: 10000");
  add_tls(line, options);
  line.add_backend(options.backend);
  line.add_flag(
      "--verbose", [&options] { options.output = verbosity::verbose; }, "print every connection");
  const auto exit_code = line.parse(argc, argv);
  if (!exit_code && !fits(options)) return exit_bad_argument;
  return exit_code;
}

}  // namespace samples
