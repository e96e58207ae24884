// metric_text: the words and numbers of Prometheus' text format, each written as it must be.
#pragma once

#include <naru/metrics.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace naru::detail {

/// Whether `name` may be the name of a figure.
[[nodiscard]] bool is_metric_name(std::string_view name) noexcept;
/// Whether `name` may be the name of a label. Those that begin with "__" are Prometheus' own.
[[nodiscard]] bool is_label_name(std::string_view name) noexcept;

/// `text` for a help line, or for the value of a label, where quotes are written otherwise too.
[[nodiscard]] std::string escaped_help(std::string_view text);
[[nodiscard]] std::string escaped_value(std::string_view text);

/// `value` with as few digits as tell it exactly; "NaN", "+Inf", "-Inf".
[[nodiscard]] std::string number(double value);
[[nodiscard]] std::string number(std::uint64_t value);

/// `room="lobby",side="left"`, without braces, in the order of the names and without empty values:
/// so the same labels always give the same text. Throws std::invalid_argument for a label that has
/// no such name, or that stands twice.
[[nodiscard]] std::string labels_text(std::span<const metric_label> of);

/// One line: `name{labels} value`.
void add_sample(std::string& lines, std::string_view name, std::string_view labels,
                std::string_view value);

}  // namespace naru::detail
