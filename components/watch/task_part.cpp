#include "watch/task_part.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "watch/json_writer.hpp"
#include "watch/loop_part.hpp"

namespace naru::detail {
namespace {

struct waiting_place {
  std::uint64_t chains = 0;
  std::optional<proactor::duration> least_left;
};

// The frames of the library's own tasks, which wrap what a program awaits, tell a reader nothing.
bool is_wrapper(std::string_view path) {
  return path.find("naru/detail/") != std::string_view::npos;
}

std::string_view file_of(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// The fields of a place that are equal for all of its chains.
std::string fields_of(const waiting_task& task) {
  json_writer to;
  to.field("waits_for", std::string_view(task.waits_for)).key("frames").begin('[');
  for (const waiting_task::frame& each : task.frames) {
    if (is_wrapper(each.at.file_name())) continue;
    to.begin('[').value(std::string_view(each.name)).value(file_of(each.at.file_name()));
    to.value(std::uint64_t{each.at.line()}).end(']');
  }
  return to.end(']').take();
}

using places = std::map<std::string, waiting_place>;

places places_of(const std::vector<waiting_task>& waiting) {
  places all;
  for (const waiting_task& each : waiting) {
    waiting_place& at = all[fields_of(each)];
    ++at.chains;
    if (!each.time_left) continue;
    at.least_left = std::min(at.least_left.value_or(*each.time_left), *each.time_left);
  }
  return all;
}

}  // namespace

std::string task_part(const task_dump& tasks) {
  const places all = places_of(tasks.waiting);
  std::vector<const places::value_type*> sorted;
  sorted.reserve(all.size());
  for (const auto& each : all) sorted.push_back(&each);
  std::sort(sorted.begin(), sorted.end(), [](const auto* one, const auto* other) {
    return one->second.chains != other->second.chains ? one->second.chains > other->second.chains
                                                      : one->first < other->first;
  });
  json_writer to;
  to.begin('{').field("waiting", std::uint64_t{tasks.waiting.size()});
  to.field("running", std::uint64_t{tasks.running});
  to.field("places", std::uint64_t{sorted.size()}).key("chains").begin('[');
  if (sorted.size() > task_places_max) sorted.resize(task_places_max);
  for (const auto* each : sorted) {
    to.begin('{').field("count", each->second.chains);
    if (each->second.least_left) to.field("left_ms", milliseconds_of(*each->second.least_left));
    to.raw(each->first).end('}');
  }
  return to.end(']').end('}').take();
}

}  // namespace naru::detail
