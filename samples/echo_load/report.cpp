#include "report.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>

namespace samples {
namespace {

constexpr double bytes_per_mebibyte = 1024.0 * 1024.0;

struct named_percentile {
  const char* name;
  double percent;
};

constexpr std::array<named_percentile, 4> percentiles{
    {{"p50", 50}, {"p90", 90}, {"p99", 99}, {"p99.9", 99.9}}};

double per_second(double amount, const load_result& result) {
  const std::chrono::duration<double> seconds = result.elapsed;
  return seconds.count() > 0 ? amount / seconds.count() : 0;
}

double round_trips_per_second(const load_result& result) {
  return per_second(static_cast<double>(result.round_trips()), result);
}

// Counts the payload, one way.
double mebibytes_per_second(const load_options& options, const load_result& result) {
  return round_trips_per_second(result) * static_cast<double>(options.size) / bytes_per_mebibyte;
}

double microseconds(histogram::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

std::string describe(const load_options& options) {
  const std::string loop = options.is_open_loop()
                               ? fmt::format("messages per second {}", options.rate)
                               : fmt::format("in flight on each {}", options.pipeline);
  return fmt::format("{}: connections {}, {}, bytes of a message {}, threads {}",
                     options.server.to_string(), options.connections, loop, options.size,
                     options.threads);
}

}  // namespace

std::string to_table(const load_options& options, const load_result& result) {
  std::string text = describe(options) + "\n\n";
  const auto row = [&text](std::string_view name, auto value, std::string_view format) {
    text += fmt::format("{:<18}", name) + fmt::format(fmt::runtime(format), value) + '\n';
  };
  row("round trips", result.round_trips(), "{:>14}");
  row("round trips/s", round_trips_per_second(result), "{:>14.0f}");
  row("MiB/s", mebibytes_per_second(options, result), "{:>14.2f}");
  for (const auto& [name, percent] : percentiles) {
    row(fmt::format("{} (us)", name), microseconds(result.latency.percentile(percent)),
        "{:>14.1f}");
  }
  row("max (us)", microseconds(result.latency.max()), "{:>14.1f}");
  row("errors", result.errors(), "{:>14}");
  if (result.errors() != 0) {
    text += fmt::format("\nconnections failed: {}; with a wrong byte: {}; echoes missing: {}\n",
                        result.failed_connections, result.wrong_bytes, result.missing_echoes);
  }
  return text;
}

// The only text in it is an endpoint, which needs no escapes.
std::string to_json(const load_options& options, const load_result& result) {
  std::string text = "{\n";
  const auto add = [&text](std::string_view name, auto value) {
    text += fmt::format("  \"{}\": {},\n", name, value);
  };
  add("server", '"' + options.server.to_string() + '"');
  add("connections", options.connections);
  add("size_bytes", options.size);
  add("pipeline", options.pipeline);
  add("rate_per_second", options.rate);
  add("threads", options.threads);
  add("elapsed_seconds", std::chrono::duration<double>(result.elapsed).count());
  add("round_trips", result.round_trips());
  add("round_trips_per_second", round_trips_per_second(result));
  add("mebibytes_per_second", mebibytes_per_second(options, result));
  add("p50_us", microseconds(result.latency.percentile(50)));
  add("p90_us", microseconds(result.latency.percentile(90)));
  add("p99_us", microseconds(result.latency.percentile(99)));
  add("p99_9_us", microseconds(result.latency.percentile(99.9)));
  add("max_us", microseconds(result.latency.max()));
  add("failed_connections", result.failed_connections);
  add("wrong_bytes", result.wrong_bytes);
  add("missing_echoes", result.missing_echoes);
  return text + fmt::format("  \"errors\": {}\n}}\n", result.errors());
}

}  // namespace samples
