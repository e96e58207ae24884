// log_sink: the function that is told what a proactor does that a log should have: what was opened
// and closed, what was refused, what failed.
//
//     naru::proactor_options options;
//     options.log = [](naru::log_level level, std::string_view event, naru::log_fields fields) {
//       std::puts(naru::log_line(level, event, fields).c_str());
//     };
//     const auto proactor = naru::make_proactor(options);
//
// Each event has a name: English words with underscores, as docs/observing.md lists them. Its
// fields have names and values, for logs that keep them apart. A program logs its own events by
// proactor::log, and then they come to the same place.
//
// Without a sink nothing is logged, which costs a branch for each event.
//
// It is not for figures: see naru::metrics. Nor is it told of each operation: see naru::tracer.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

namespace naru {

/// The weight of an event, from the least to the greatest.
enum class log_level : std::uint8_t { debug, info, warning, error };

/// "debug", "info", "warning", "error".
[[nodiscard]] NARU_API std::string_view describe(log_level level) noexcept;

/// One field of an event: {"session", id}. Texts are not copied: they must live until the call that
/// logs them returns, and a sink copies what it keeps.
struct log_field {
  /// The types of a field's value.
  using value_type = std::variant<bool, std::int64_t, std::uint64_t, double, std::string_view,
                                  std::error_code, endpoint>;

  /// A field from its name and its value, each as it is. Any integer and any text may be the value.
  /// Throws nothing.
  log_field(std::string_view named, bool is) noexcept : name(named), value(is) {}
  template <std::signed_integral Number>
  log_field(std::string_view named, Number is) noexcept
      : name(named), value(static_cast<std::int64_t>(is)) {}
  template <std::unsigned_integral Number>
    requires(!std::same_as<Number, bool>)
  log_field(std::string_view named, Number is) noexcept
      : name(named), value(static_cast<std::uint64_t>(is)) {}
  log_field(std::string_view named, double is) noexcept : name(named), value(is) {}
  log_field(std::string_view named, std::string_view is) noexcept : name(named), value(is) {}
  log_field(std::string_view named, const char* is) noexcept
      : name(named), value(std::string_view(is)) {}
  log_field(std::string_view named, const std::error_code& is) noexcept : name(named), value(is) {}
  log_field(std::string_view named, const endpoint& is) noexcept : name(named), value(is) {}

  std::string_view name;  ///< "session"
  value_type value;       ///< a text is not copied
};

/// The fields of one event.
using log_fields = std::span<const log_field>;

/// Called on the thread that met the event; several threads may call it at once. No lock of the
/// library is held. It should not wait. An exception that leaves it is dropped, and so is the
/// event; only a failure is printed then, if no on_failure is told of it.
using log_sink = std::function<void(log_level level, std::string_view event, log_fields fields)>;

/// One line without a line break in the format that is called logfmt:
/// `warning session_refused peer=127.0.0.1:50311 sessions=65536`. A text that is empty or has
/// spaces, quotes or equals signs stands in quotes. Control characters and line breaks, those of
/// UTF-8 too, become question marks, because a text may come from a peer. An error shows its words
/// and its number. Throws std::bad_alloc.
[[nodiscard]] NARU_API std::string log_line(log_level level, std::string_view event,
                                            log_fields fields);

}  // namespace naru
