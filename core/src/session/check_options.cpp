#include "session/check_options.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

namespace naru::detail {
namespace {

constexpr std::size_t gibibyte = std::size_t{1} << 30;

}  // namespace

void check_range(std::string_view option, std::size_t value, std::size_t least, std::size_t most) {
  if (value >= least && value <= most) return;
  throw std::invalid_argument(std::string(option) + " is " + std::to_string(value) +
                              "; it must be " + std::to_string(least) + " to " +
                              std::to_string(most));
}

void check_time(std::string_view option, std::chrono::milliseconds value,
                std::chrono::milliseconds least, std::chrono::milliseconds most) {
  if (value >= least && value <= most) return;
  throw std::invalid_argument(std::string(option) + " is " + std::to_string(value.count()) +
                              " ms; it must be " + std::to_string(least.count()) + " to " +
                              std::to_string(most.count()));
}

void check_time(std::string_view option, std::chrono::milliseconds value) {
  if (value.count() >= 0) return;
  throw std::invalid_argument(std::string(option) + " is " + std::to_string(value.count()) +
                              " ms; it must not be negative");
}

void check_options(const session_options& options) {
  check_range("message_size_max", options.message_size_max, 1, gibibyte);
  check_range("receive_buffer_size", options.receive_buffer_size, 64, gibibyte);
  check_range("send_queue_max", options.send_queue_max, 1, 2 * gibibyte);
  check_range("proxy_header_size_max", options.proxy_header_size_max, 16, 65'551);
  if (options.keep_alive) {
    const auto seconds = [](std::chrono::seconds time) {
      return static_cast<std::size_t>(time.count());
    };
    check_range("keep_alive.idle", seconds(options.keep_alive->idle), 1, 32'767);
    check_range("keep_alive.interval", seconds(options.keep_alive->interval), 1, 32'767);
    check_range("keep_alive.probes", static_cast<std::size_t>(options.keep_alive->probes), 1, 127);
  }
  check_time("buffer_release_after", options.buffer_release_after);
  check_time("handshake_timeout", options.handshake_timeout);
  check_time("message_timeout", options.message_timeout);
  check_time("idle_timeout", *options.idle_timeout);
  check_time("write_timeout", options.write_timeout);
  check_time("close_timeout", options.close_timeout);
}

}  // namespace naru::detail
