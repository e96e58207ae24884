#include <naru/metrics.hpp>

#include <algorithm>
#include <stdexcept>

#include "observing/metric_text.hpp"

namespace naru {
namespace {

constexpr std::string_view total = "_total";

// An empty name stays one, and is refused.
std::string counter_name(std::string_view name) {
  std::string result(name);
  if (!name.empty() && !name.ends_with(total)) result += total;
  return result;
}

std::string with_bound(const std::string& labels, std::string_view bound) {
  std::string result = labels;
  if (!result.empty()) result += ',';
  return result.append("le=\"").append(bound).append("\"");
}

void refuse_bound(std::span<const metric_label> of) {
  for (const metric_label& each : of) {
    if (each.name == "le") throw std::invalid_argument("the label le is the histogram's own");
  }
}

/// Whether a histogram writes lines of that name.
bool is_line_of(std::string_view histogram, std::string_view name) {
  if (!name.starts_with(histogram)) return false;
  const std::string_view rest = name.substr(histogram.size());
  return rest == "_bucket" || rest == "_sum" || rest == "_count";
}

}  // namespace

// The figures of one name must stand together on the page.
metrics::family& metrics::begin(std::string_view name, std::string_view help, kind shape,
                                const std::string& of) {
  const auto refuse = [&](const char* why) {
    throw std::invalid_argument(std::string(name) + ": " + why);
  };
  if (!detail::is_metric_name(name)) refuse("not a name for a figure");
  auto found = std::find_if(families_.begin(), families_.end(),
                            [&](const family& each) { return each.name == name; });
  if (found == families_.end()) {
    const auto meets = [&](const family& each) {
      return (each.shape == kind::histogram && is_line_of(each.name, name)) ||
             (shape == kind::histogram && is_line_of(name, each.name));
    };
    if (std::any_of(families_.begin(), families_.end(), meets)) refuse("a line of a histogram");
    families_.push_back({std::string(name), detail::escaped_help(help), shape, {}, {}});
    found = families_.end() - 1;
  }
  if (found->shape != shape) refuse("on the page as another kind of figure");
  if (std::find(found->figures.begin(), found->figures.end(), of) != found->figures.end()) {
    refuse("on the page already, with the same labels");
  }
  found->figures.push_back(of);
  return *found;
}

void metrics::write_counter(std::string_view name, std::string_view help, std::uint64_t value,
                            label_span of) {
  const std::string shown = detail::labels_text(of);
  family& on_page = begin(counter_name(name), help, kind::counter, shown);
  detail::add_sample(on_page.samples, on_page.name, shown, detail::number(value));
}

void metrics::write_gauge(std::string_view name, std::string_view help, double value,
                          label_span of) {
  const std::string shown = detail::labels_text(of);
  family& on_page = begin(name, help, kind::gauge, shown);
  detail::add_sample(on_page.samples, on_page.name, shown, detail::number(value));
}

void metrics::histogram(std::string_view name, std::string_view help, const naru::histogram& values,
                        labels of) {
  const naru::histogram::reading now = values.read();
  write_histogram(name, help,
                  {.bounds = values.bounds(),
                   .counts = now.counts,
                   .sum = now.sum,
                   .nanoseconds = values.counts_durations()},
                  {of.begin(), of.size()});
}

void metrics::write_histogram(std::string_view name, std::string_view help, const buckets& values,
                              label_span of) {
  refuse_bound(of);
  const std::string shown = detail::labels_text(of);
  family& on_page = begin(name, help, kind::histogram, shown);
  const auto scaled = [&](std::uint64_t value) {
    return values.nanoseconds ? detail::number(static_cast<double>(value) / 1e9)
                              : detail::number(value);
  };
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i <= values.bounds.size(); ++i) {
    so_far += values.counts[i];
    const std::string bound = i < values.bounds.size() ? scaled(values.bounds[i]) : "+Inf";
    detail::add_sample(on_page.samples, on_page.name + "_bucket", with_bound(shown, bound),
                       detail::number(so_far));
  }
  detail::add_sample(on_page.samples, on_page.name + "_sum", shown, scaled(values.sum));
  detail::add_sample(on_page.samples, on_page.name + "_count", shown, detail::number(so_far));
}

std::string metrics::text() const {
  constexpr std::string_view kinds[] = {"counter", "gauge", "histogram"};
  std::string page;
  for (const family& each : families_) {
    const std::string_view shape = kinds[static_cast<std::size_t>(each.shape)];
    page.append("# HELP ").append(each.name).append(" ").append(each.help).append("\n");
    page.append("# TYPE ").append(each.name).append(" ").append(shape).append("\n");
    page.append(each.samples);
  }
  return page;
}

}  // namespace naru
