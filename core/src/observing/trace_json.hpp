// trace_json: writes events in the JSON format of Chrome's traces, which ui.perfetto.dev opens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "observing/event_ring.hpp"

namespace naru::detail {

class trace_json {
 public:
  trace_json();

  /// Adds the row of one thread. Without a name it gets a number.
  void add_thread(std::string_view name, std::span<const traced_event> events);
  /// The whole. Call it last.
  [[nodiscard]] std::string finish() &&;

 private:
  void add_event(const traced_event& event);
  void begin(char phase, std::int64_t time, std::string_view word, std::string_view kind);

  std::string text_;
  std::size_t threads_ = 0;
};

}  // namespace naru::detail
