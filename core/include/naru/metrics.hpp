// metrics: a page of figures in the text format that Prometheus reads.
//
// It is made anew for each page: add the proactors, servers and clients, and then the figures of
// the program. Each call takes the values of that moment, so nothing that was added need live
// longer.
//
//     naru::metrics page;
//     page.add(*proactor);
//     page.add(lobby, "lobby");
//     page.add(rooms, "rooms");
//     page.gauge("game_rooms", "The rooms that are open.", rooms.size());
//     page.histogram("game_tick_seconds", "The time of one tick.", tick_time);
//     answer(page.text());
//
// It opens no port: docs/observing.md shows a session that serves it, and a file.
//
// It is not for counting: naru::counters and session_counters are counted anyway, and a program
// counts with std::atomic and naru::histogram.
//
// Thread-safety: one thread at a time uses a page. What is added may be in use on other threads.
// Every function may throw std::bad_alloc.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/histogram.hpp>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace naru {

class proactor;

namespace detail {
class session_owner;
}

/// Tells figures of one name apart: {"room", "lobby"}. The name has letters, digits and
/// underscores, and does not begin with a digit or two underscores. The value is any text; bytes
/// that are no UTF-8 become question marks. The order of labels tells nothing apart, and a label
/// with an empty value is the same as none: so Prometheus sees it.
struct metric_label {
  std::string_view name;   ///< "room"
  std::string_view value;  ///< "lobby"
};

class NARU_API metrics {
 public:
  /// The labels of one figure.
  using labels = std::initializer_list<metric_label>;

  /// Adds the counters of `observed`: operations, bytes, batches, timers, how late timers are, and
  /// the longest callback. `name` becomes the label `proactor`; without it there is no such label,
  /// so only one proactor may go without a name.
  void add(const proactor& observed, std::string_view name = {});
  /// Adds the counters of a server or client: sessions, why they ended, bytes, messages. `name`
  /// becomes the label `server`. Takes time, because it looks at every session.
  void add(const detail::session_owner& observed, std::string_view name = {});

  // Figures of the program. A name has letters, digits, underscores and colons, and does not begin
  // with a digit. By convention it ends with its unit: game_tick_seconds, game_saved_bytes_total.
  // Figures of one name differ in their labels, and have one help text, the first.
  //
  // Each throws std::invalid_argument, which says why: for a name that is none, for a label that
  // stands twice, for a figure that is on the page already, and for a name that is on the page as
  // another kind or as a line of a histogram (name_bucket, name_sum, name_count).

  /// Something that only grows. "_total" is appended to the name unless it ends so.
  void counter(std::string_view name, std::string_view help, std::uint64_t value, labels of = {}) {
    write_counter(name, help, value, {of.begin(), of.size()});
  }
  /// Something that also falls.
  template <class Number>
    requires std::is_arithmetic_v<Number>
  void gauge(std::string_view name, std::string_view help, Number value, labels of = {}) {
    write_gauge(name, help, static_cast<double>(value), {of.begin(), of.size()});
  }
  /// Durations are written in seconds. No label may be called `le`: the histogram has one.
  void histogram(std::string_view name, std::string_view help, const naru::histogram& values,
                 labels of = {});

  /// The page. Serve it as "text/plain; version=0.0.4".
  [[nodiscard]] std::string text() const;

 private:
  enum class kind : std::uint8_t { counter, gauge, histogram };
  /// The figures of one name.
  struct family {
    std::string name;
    std::string help;
    kind shape;
    std::string samples;               // lines
    std::vector<std::string> figures;  // the labels of each
  };
  /// The last of the counts is of the values above the last bound.
  struct buckets {
    std::span<const std::uint64_t> bounds;
    std::span<const std::uint64_t> counts;
    std::uint64_t sum;
    bool nanoseconds;
  };
  using label_span = std::span<const metric_label>;

  family& begin(std::string_view name, std::string_view help, kind shape, const std::string& of);
  void write_counter(std::string_view name, std::string_view help, std::uint64_t value,
                     label_span of);
  void write_gauge(std::string_view name, std::string_view help, double value, label_span of);
  void write_histogram(std::string_view name, std::string_view help, const buckets& values,
                       label_span of);

  std::vector<family> families_;
};

}  // namespace naru
