// trace_page: the text of a trace in the Trace Event Format, which ui.perfetto.dev opens. An event
// is begun with what all events have, gets its own members and arguments, and is ended.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace naru::detail {

class trace_page {
 public:
  /// The place in which an event is drawn.
  struct place {
    unsigned process;
    unsigned track;
  };

  trace_page();

  /// `phase` is a letter of the format: 'X' a slice, 'i' an instant, 'b' and 'e' the ends of an
  /// asynchronous slice, 'M' the name of a process or track.
  trace_page& begin(char phase, place where, std::string_view name);
  trace_page& at(std::chrono::nanoseconds time) { return add_time("ts", time); }
  trace_page& lasting(std::chrono::nanoseconds time) { return add_time("dur", time); }
  trace_page& member(std::string_view name, std::string_view text);
  /// A member that is true.
  trace_page& flag(std::string_view name);
  /// Of the arguments, which come after all members.
  trace_page& argument(std::string_view name, std::string_view text);
  trace_page& argument(std::string_view name, std::uint64_t number);
  void end();

  void name_process(unsigned process, std::string_view name);
  void name_track(place where, std::string_view name);

  [[nodiscard]] std::string finish(std::uint64_t seed, std::uint64_t missing) &&;

 private:
  trace_page& add_time(std::string_view name, std::chrono::nanoseconds time);
  void begin_argument(std::string_view name);
  void add_text(std::string_view text);

  std::string text_;
  bool is_first_ = true;
  bool has_arguments_ = false;
};

}  // namespace naru::detail
