#include "watch/observed.hpp"

#include <naru/metrics.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "watch/loop_part.hpp"
#include "watch/server_part.hpp"
#include "watch/task_part.hpp"

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

// A little less than the time between two updates of a page, so that each page finds a new one.
constexpr auto update_pause = 400ms;

double ask(const std::function<double()>& value) {
  try {
    return value();
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

void write_histogram(json_writer& to, std::string_view name, const histogram& values) {
  const histogram::reading now = values.read();
  to.begin('{').field("name", name);
  to.field("unit", values.counts_durations() ? std::string_view("ns") : std::string_view());
  to.field("sum", now.sum).key("bounds").begin('[');
  for (const std::uint64_t each : values.bounds()) to.value(each);
  to.end(']').key("counts").begin('[');
  for (std::size_t i = 0; i <= values.bounds().size(); ++i) to.value(now.counts[i]);
  to.end(']').end('}');
}

}  // namespace

// Needs the lock. A metric is known by its name, so a second one would spoil the page of all.
template <class Of>
void observed::put(row<Of>& to, std::string name, Of of) {
  for (const named<Of>& each : to) {
    if (each.name == name) throw std::invalid_argument("name: \"" + name + "\" is taken");
  }
  to.push_back({std::move(name), std::move(of)});
}

void observed::add(const session_owner& sessions, std::string name) {
  const std::lock_guard lock(mutex_);
  put(servers_, std::move(name), &sessions);
}

void observed::add(const room_base& room, std::string name) {
  const std::lock_guard lock(mutex_);
  put(rooms_, std::move(name), &room);
}

void observed::add(const histogram& values, std::string name) {
  const std::lock_guard lock(mutex_);
  put(histograms_, std::move(name), &values);
}

void observed::add(std::function<double()> value, std::string name) {
  const std::lock_guard lock(mutex_);
  put(figures_, std::move(name), std::move(value));
}

void observed::remove(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto has_name = [name](const auto& each) { return each.name == name; };
  std::erase_if(servers_, has_name);
  std::erase_if(rooms_, has_name);
  std::erase_if(histograms_, has_name);
  std::erase_if(figures_, has_name);
}

void observed::clear() {
  const std::lock_guard lock(mutex_);
  servers_.clear();
  rooms_.clear();
  histograms_.clear();
  figures_.clear();
}

// Needs the lock.
template <class Make>
std::shared_ptr<const std::string> observed::newest(kept_text& kept, Make make) {
  const proactor::time_point begin = owner_.now();
  if (kept.last == nullptr || kept.budget.allows(begin)) {
    kept.last = std::make_shared<const std::string>(make(begin));
    kept.budget.spend(begin, owner_.now(), update_pause);
  }
  return kept.last;
}

std::shared_ptr<const std::string> observed::update() {
  const std::lock_guard lock(mutex_);
  return newest(update_, [this](proactor::time_point begin) { return make(begin); });
}

std::string observed::json() {
  const std::lock_guard lock(mutex_);
  for_tasks_ = {};
  return make(owner_.now());
}

// To look at thousands of tasks takes longer than to look at as many sessions, so the tasks have a
// budget of their own.
std::string observed::make(proactor::time_point now) {
  if (for_tasks_.allows(now)) {
    tasks_ = task_part(dump_tasks(owner_));
    for_tasks_.spend(now, owner_.now(), update_pause);
  }
  json_writer to;
  to.begin('{');
  to.field("uptime_ms", milliseconds_of(now - began_)).field("backend", owner_.backend());
  to.key("loop").raw(loop_part(owner_.counters()));
  write_servers(to);
  write_program(to);
  to.key("tasks").raw(tasks_);
  return to.end('}').take();
}

void observed::write_servers(json_writer& to) const {
  server_part part(sessions_max);
  for (const auto& each : servers_) part.add(each.name, *each.of);
  part.write(to);
}

void observed::write_program(json_writer& to) const {
  to.key("rooms").begin('[');
  for (const auto& each : rooms_) {
    const room_counters sent = each.of->counters();
    to.begin('[').value(each.name).value(std::uint64_t{each.of->size()});
    to.value(sent.broadcasts).value(sent.messages).value(sent.bytes).end(']');
  }
  to.end(']').key("figures").begin('[');
  for (const auto& each : figures_) to.begin('[').value(each.name).value(ask(each.of)).end(']');
  to.end(']').key("histograms").begin('[');
  for (const auto& each : histograms_) write_histogram(to, each.name, *each.of);
  to.end(']');
}

// One budget for both would let a page that is open use up what Prometheus needs.
std::shared_ptr<const std::string> observed::metrics_text() {
  const std::lock_guard lock(mutex_);
  return newest(metrics_, [this](proactor::time_point) { return make_metrics(); });
}

std::string observed::make_metrics() const {
  metrics page;
  page.add(owner_);
  for (const auto& each : servers_) page.add(*each.of, each.name);
  for (const auto& each : rooms_) {
    const metric_label of{"room", each.name};
    const room_counters sent = each.of->counters();
    page.gauge("watched_room_sessions", "Sessions in a room.", each.of->size(), {of});
    page.counter("watched_room_broadcasts", "Broadcasts in a room.", sent.broadcasts, {of});
    page.counter("watched_room_messages", "Messages that broadcasts in a room have queued.",
                 sent.messages, {of});
  }
  for (const auto& each : figures_) {
    const double value = ask(each.of);
    if (std::isnan(value)) continue;
    page.gauge("watched_figure", "A figure of the program.", value, {{"name", each.name}});
  }
  for (const auto& each : histograms_) {
    page.histogram(each.of->counts_durations() ? "watched_seconds" : "watched_values",
                   "Values of the program.", *each.of, {{"name", each.name}});
  }
  return page.text();
}

}  // namespace naru::detail
