#include "simulated/trace_page.hpp"

#include <utility>

namespace naru::detail {

trace_page::trace_page() : text_("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[") {}

trace_page& trace_page::begin(char phase, place where, std::string_view name) {
  text_ += std::exchange(is_first_, false) ? "\n" : ",\n";
  text_.append("{\"ph\":\"").append(1, phase).append("\",\"pid\":");
  text_.append(std::to_string(where.process)).append(",\"tid\":");
  text_.append(std::to_string(where.track));
  return member("name", name);
}

// The format counts microseconds.
trace_page& trace_page::add_time(std::string_view name, std::chrono::nanoseconds time) {
  const std::string fraction = std::to_string(1'000 + time.count() % 1'000);
  text_.append(",\"").append(name).append("\":").append(std::to_string(time.count() / 1'000));
  text_.append(".").append(fraction.substr(1));
  return *this;
}

trace_page& trace_page::member(std::string_view name, std::string_view text) {
  text_.append(",\"").append(name).append("\":\"");
  add_text(text);
  text_ += '"';
  return *this;
}

trace_page& trace_page::flag(std::string_view name) {
  text_.append(",\"").append(name).append("\":true");
  return *this;
}

trace_page& trace_page::argument(std::string_view name, std::string_view text) {
  begin_argument(name);
  text_ += '"';
  add_text(text);
  text_ += '"';
  return *this;
}

trace_page& trace_page::argument(std::string_view name, std::uint64_t number) {
  begin_argument(name);
  text_ += std::to_string(number);
  return *this;
}

void trace_page::begin_argument(std::string_view name) {
  text_ += std::exchange(has_arguments_, true) ? "," : ",\"args\":{";
  text_.append("\"").append(name).append("\":");
}

void trace_page::end() { text_ += std::exchange(has_arguments_, false) ? "}}" : "}"; }

void trace_page::name_process(unsigned process, std::string_view name) {
  begin('M', {process, 0}, "process_name").argument("name", name).end();
}

void trace_page::name_track(place where, std::string_view name) {
  begin('M', where, "thread_name").argument("name", name).end();
}

std::string trace_page::finish(std::uint64_t seed, std::uint64_t missing) && {
  text_.append("\n],\"otherData\":{\"seed\":\"").append(std::to_string(seed));
  text_.append("\",\"missing_events\":\"").append(std::to_string(missing)).append("\"}}\n");
  return std::move(text_);
}

// Texts are readable already: see run_record.hpp.
void trace_page::add_text(std::string_view text) {
  for (const char each : text) {
    if (each == '"' || each == '\\') text_ += '\\';
    text_ += each;
  }
}

}  // namespace naru::detail
