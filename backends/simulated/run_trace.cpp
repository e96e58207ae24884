#include "simulated/run_trace.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "simulated/event_text.hpp"
#include "simulated/network.hpp"
#include "simulated/run_record.hpp"
#include "simulated/trace_page.hpp"

namespace naru::detail {
namespace {

using std::chrono::nanoseconds;
using place = trace_page::place;

// Process 1 is the world, process 2 the first host.
constexpr unsigned world_process = 1;
constexpr unsigned marks_track = 1;
constexpr unsigned faults_track = 1;
constexpr unsigned sent_track = 2;
constexpr unsigned received_track = 3;
constexpr unsigned first_proactor_track = 4;

// A packet takes no time, but arrows need slices. So each has the shortest length that there is. No
// two slices of a track overlap, because they would be drawn as if one had called the other.
constexpr nanoseconds shortest{1};

constexpr unsigned process_of(unsigned host) noexcept { return host + 2; }

class trace_writer {
 public:
  trace_writer(const run_record& record, const network& net)
      : record_(record), net_(net), fates_(fates_in(record)) {
    page_.name_process(world_process, "world");
    page_.name_track({world_process, marks_track}, "marks");
    for (const auto& each : net.hosts()) {
      const unsigned process = process_of(each->number());
      page_.name_process(process, readable(each->name()));
      page_.name_track({process, faults_track}, "faults");
      page_.name_track({process, sent_track}, "sent");
      page_.name_track({process, received_track}, "received");
      for (unsigned i = 1; i <= each->proactors_made; ++i) {
        page_.name_track({process, first_proactor_track + i - 1}, "proactor " + std::to_string(i));
      }
    }
  }

  void add(const recorded_event& event) {
    std::visit([&](const auto& what) { add(event, what); }, event.what);
  }

  [[nodiscard]] std::string finish(std::uint64_t seed) && {
    if (record_.missing() != 0) {
      const std::string text = std::to_string(record_.missing()) + " older events are missing";
      const auto& events = record_.events();
      const auto when = events.empty() ? record_.now() : events.front().when;
      page_.begin('i', {world_process, marks_track}, text).at(since_beginning(when));
      page_.member("s", "t").end();
    }
    for (const auto& [number, each] : lives_) draw(each);
    for (const auto& [key, each] : open_faults_) draw(each, record_.now());
    return std::move(page_).finish(seed, record_.missing());
  }

 private:
  /// A connection, as far as the record knows it.
  struct life {
    const recorded_connection* on = nullptr;
    timeline::time_point began{};
    timeline::time_point last{};
    unsigned ends_seen = 0;  // two finishes, or a reset, which counts for both
  };
  struct open_fault {
    recorded_fault fault;
    timeline::time_point began;
  };

  void add(const recorded_event& event, const recorded_packet& packet) {
    const recorded_connection& on = *packet.on;
    const auto [found, is_new] = lives_.try_emplace(on.number);
    life& known = found->second;
    if (is_new) known = {&on, event.when, event.when, 0};
    known.last = event.when;
    if (packet.kind == packet_kind::finish && !packet.is_again) ++known.ends_seen;
    if (packet.kind == packet_kind::reset || packet.kind == packet_kind::refusal) {
      known.ends_seen = 2;
    }
    if (packet.kind == packet_kind::acknowledgement) return;
    const std::string kind(describe(packet.kind));
    const auto to = static_cast<std::size_t>(other(packet.from));
    draw_departure(event, on.hosts[static_cast<std::size_t>(packet.from)],
                   packet.is_again ? kind + ", again" : kind);
    page_.argument("connection", on.number).argument("to", name_of(on.hosts[to], net_));
    page_.argument("bytes", packet.size).argument("sequence", packet.sequence).end();
  }

  void add(const recorded_event& event, const recorded_datagram& sent) {
    draw_departure(event, sent.from, "datagram");
    page_.argument("from", sent.source.to_string()).argument("to", sent.target.to_string());
    page_.argument("bytes", sent.size).end();
  }

  void draw_departure(const recorded_event& event, unsigned host, std::string name) {
    const packet_fate fate = loss_of(fates_, event);
    if (fate != packet_fate::arrived) name.append(", ").append(describe(fate));
    const place where{process_of(host), sent_track};
    page_.begin('X', where, name).at(next_free(where, event.when)).lasting(shortest);
    page_.member("bind_id", std::to_string(event.number));
    page_.flag("flow_out");
  }

  void add(const recorded_event& event, const recorded_fate& fate) {
    if (fate.fate != packet_fate::arrived) return;
    const place where{process_of(fate.at), received_track};
    page_.begin('X', where, "arrival").at(next_free(where, event.when)).lasting(shortest);
    page_.member("bind_id", std::to_string(fate.event));
    page_.flag("flow_in");
    page_.end();
  }

  void add(const recorded_event& event, const recorded_turn& turn) {
    const place where{process_of(turn.host), first_proactor_track + turn.proactor - 1};
    const nanoseconds length = std::max<nanoseconds>(turn.length, shortest);
    page_.begin('X', where, "turn").at(next_free(where, event.when, length)).lasting(length);
    page_.argument("completions", turn.completions).end();
  }

  void add(const recorded_event& event, const recorded_fault& fault) {
    const auto key = std::tuple(fault.what, fault.from, fault.to);
    if (fault.phase == fault_phase::happens) {
      page_.begin('i', {process_of(fault.from), faults_track}, text_of(fault, net_));
      page_.at(since_beginning(event.when)).member("s", "t").end();
    } else if (fault.length != timeline::duration::zero()) {
      draw({fault, event.when}, event.when + fault.length);
    } else if (fault.phase == fault_phase::begins) {
      open_faults_.try_emplace(key, open_fault{fault, event.when});
    } else if (const auto found = open_faults_.find(key); found != open_faults_.end()) {
      draw(found->second, event.when);
      open_faults_.erase(found);
    }
  }

  void add(const recorded_event& event, const recorded_failure& failure) {
    page_.begin('i', {process_of(failure.host), faults_track}, text_of(failure, net_));
    page_.at(since_beginning(event.when)).member("s", "t").end();
  }

  void add(const recorded_event& event, const recorded_lookup& lookup) {
    draw_async("name", process_of(lookup.host), lookup.name, event.when - lookup.length, event.when,
               {{"answer", lookup.answer}});
  }

  void add(const recorded_event& event, const recorded_mark& mark) {
    page_.begin('i', {world_process, marks_track}, mark.text).at(since_beginning(event.when));
    page_.member("s", "t").end();
  }

  void draw(const open_fault& one, timeline::time_point end) {
    std::string name = one.fault.what;
    if (one.fault.to != no_host) name += " -> " + name_of(one.fault.to, net_);
    draw_async("fault", process_of(one.fault.from), name, one.began, end, {});
  }

  void draw(const life& one) {
    const recorded_connection& on = *one.on;
    const std::string name = on.ends[0].to_string() + " to " + on.ends[1].to_string();
    draw_async("connection", process_of(on.hosts[0]), name, one.began,
               one.ends_seen < 2 ? record_.now() : one.last,
               {{"connection", std::to_string(on.number)}, {"server", name_of(on.hosts[1], net_)}});
  }

  void draw_async(std::string_view category, unsigned process, std::string_view name,
                  timeline::time_point begin, timeline::time_point end,
                  std::initializer_list<std::pair<std::string_view, std::string>> arguments) {
    const std::string id = std::to_string(++last_id_);
    const place where{process, faults_track};
    page_.begin('b', where, name).at(since_beginning(begin));
    page_.member("cat", category).member("id", id);
    for (const auto& [key, value] : arguments) page_.argument(key, value);
    page_.end();
    page_.begin('e', where, name).at(since_beginning(end));
    page_.member("cat", category).member("id", id).end();
  }

  nanoseconds next_free(place where, timeline::time_point when, nanoseconds length = shortest) {
    nanoseconds& free = free_[{where.process, where.track}];
    const nanoseconds begins = std::max(free, since_beginning(when));
    free = begins + length;
    return begins;
  }

  const run_record& record_;
  const network& net_;
  const fates_of_packets fates_;
  trace_page page_;
  std::map<std::uint64_t, life> lives_;  // by the number of the connection
  std::map<std::tuple<std::string, unsigned, unsigned>, open_fault> open_faults_;
  std::map<std::pair<unsigned, unsigned>, nanoseconds> free_;  // by process and track
  std::uint64_t last_id_ = 0;
};

}  // namespace

std::string trace_of(const run_record& record, const network& net, std::uint64_t seed) {
  trace_writer writer(record, net);
  for (const recorded_event& each : record.events()) writer.add(each);
  return std::move(writer).finish(seed);
}

}  // namespace naru::detail
