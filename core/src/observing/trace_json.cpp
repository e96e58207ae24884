#include "observing/trace_json.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "observing/operation_words.hpp"
#include "values/characters.hpp"

namespace naru::detail {
namespace {

template <class Number>
void append_number(std::string& text, Number value, int base = 10) {
  std::array<char, 24> digits;
  text.append(digits.data(),
              std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr);
}

// The format counts microseconds.
void append_time(std::string& text, std::int64_t nanoseconds) {
  if (nanoseconds < 0) text += '-';
  const auto size = static_cast<std::uint64_t>(nanoseconds < 0 ? -nanoseconds : nanoseconds);
  append_number(text, size / 1'000);
  text += '.';
  for (const std::uint64_t place : {100U, 10U, 1U}) {
    text += static_cast<char>('0' + size / place % 10);
  }
}

void append_text(std::string& text, std::string_view words) {
  while (!words.empty()) {
    const std::size_t size = character_size(words);
    const auto first = static_cast<unsigned char>(words.front());
    if (size == 0 || first < 0x20) {
      text += '?';
    } else {
      if (first == '"' || first == '\\') text += '\\';
      text.append(words, 0, size);
    }
    words.remove_prefix(size == 0 ? 1 : size);
  }
}

}  // namespace

trace_json::trace_json()
    : text_(
          "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
          "{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"naru\"}}") {}

std::string trace_json::finish() && {
  text_ += "\n]}\n";
  return std::move(text_);
}

void trace_json::add_thread(std::string_view name, std::span<const traced_event> events) {
  ++threads_;
  text_ += ",\n{\"ph\":\"M\",\"pid\":1,\"tid\":";
  append_number(text_, threads_);
  text_ += ",\"name\":\"thread_name\",\"args\":{\"name\":\"";
  append_text(text_, name.empty() ? std::string_view("thread ") : name);
  if (name.empty()) append_number(text_, threads_);
  text_ += "\"}}";
  for (const traced_event& each : events) add_event(each);
}

// Everything that all events have. The caller adds what is left of `args`, and closes both.
void trace_json::begin(char phase, std::int64_t time, std::string_view word,
                       std::string_view kind) {
  text_.append(",\n{\"ph\":\"").append(1, phase).append("\",\"pid\":1,\"tid\":");
  append_number(text_, threads_);
  text_ += ",\"ts\":";
  append_time(text_, time);
  text_.append(",\"name\":\"").append(word).append(kind).append("\"");
}

void trace_json::add_event(const traced_event& event) {
  const std::string_view kind = words_for(event.kind);
  switch (event.type) {
    case event_type::start:
      begin('i', event.time, "start ", kind);
      text_ += ",\"s\":\"t\",\"args\":{";
      break;
    case event_type::completion:
      begin('i', event.time, "complete ", kind);
      text_ += ",\"s\":\"t\",\"args\":{\"bytes\":";
      append_number(text_, event.value);
      if (event.error) {
        text_ += ",\"error\":\"";
        append_text(text_, event.error.message());
        text_ += '"';
      }
      text_ += ',';
      break;
    case event_type::slice:
      begin('X', event.time, "", kind);
      text_ += ",\"dur\":";
      append_time(text_, static_cast<std::int64_t>(event.value));
      text_ += ",\"args\":{";
      break;
    case event_type::batch:
      begin('i', event.time, "batch", "");
      text_ += ",\"s\":\"t\",\"args\":{\"completions\":";
      append_number(text_, event.value);
      text_ += "}}";
      return;
  }
  text_ += "\"operation\":\"0x";
  append_number(text_, reinterpret_cast<std::uintptr_t>(event.id), 16);
  text_ += "\"}}";
}

}  // namespace naru::detail
