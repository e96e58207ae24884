#include <naru/metrics.hpp>
#include <naru/proactor.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <tuple>

namespace naru {
namespace {

constexpr std::size_t lateness_bounds =
    std::tuple_size_v<decltype(counters::timers_by_lateness)> - 1;

// In nanoseconds: 1 ms, 2 ms, 4 ms, and so on.
constexpr auto bounds_of_lateness = [] {
  std::array<std::uint64_t, lateness_bounds> bounds{};
  for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] = std::uint64_t{1'000'000} << i;
  return bounds;
}();

double seconds(std::chrono::nanoseconds time) noexcept {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

void metrics::add(const proactor& observed, std::string_view name) {
  const counters now = observed.counters();
  const metric_label label{"proactor", name};
  const label_span of(&label, name.empty() ? 0 : 1);
  const auto count = [&](std::string_view what, std::string_view help, std::uint64_t value) {
    write_counter(what, help, value, of);
  };
  count("naru_operations_started_total", "Operations that were started.", now.started);
  count("naru_operations_completed_total", "Operations that have completed.", now.completed);
  count("naru_operations_cancelled_total", "Operations that were cancelled.", now.cancelled);
  count("naru_operations_failed_total", "Operations that failed, ends of streams included.",
        now.failed);
  count("naru_inline_completions_total", "Operations that completed in the call that started them.",
        now.inline_completions);
  count("naru_received_bytes_total", "Bytes that were received.", now.bytes_received);
  count("naru_sent_bytes_total", "Bytes that were sent.", now.bytes_sent);
  count("naru_batches_total", "Times that the loop took completions.", now.batches);
  count("naru_batch_completions_total", "Completions in all batches.", now.batched_completions);
  write_gauge("naru_batch_completions_max", "Completions in the largest batch so far.",
              static_cast<double>(now.largest_batch), of);
  count("naru_posts_total", "Functions and operations that were posted.", now.posts);
  count("naru_wakes_total", "Times that a waiting thread was woken.", now.wakes);
  count("naru_timers_started_total", "Timers that were started.", now.timers_started);
  count("naru_timers_cancelled_total", "Timers that were cancelled.", now.timers_cancelled);
  write_histogram("naru_timer_lateness_seconds",
                  "How late the loop took the timers that expired: the lag of the loop.",
                  {.bounds = bounds_of_lateness,
                   .counts = now.timers_by_lateness,
                   .sum = static_cast<std::uint64_t>(now.timer_lateness.count()),
                   .nanoseconds = true},
                  of);
  write_gauge("naru_timer_lateness_max_seconds", "The lateness of the latest timer so far.",
              seconds(now.longest_timer_lateness), of);
  write_gauge("naru_callback_max_seconds",
              "The longest completion function so far, if they are timed.",
              seconds(now.longest_callback), of);
}

}  // namespace naru
