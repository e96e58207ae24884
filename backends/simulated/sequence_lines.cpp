#include "simulated/sequence_lines.hpp"

#include <chrono>
#include <string_view>
#include <variant>

#include "simulated/event_text.hpp"
#include "simulated/network.hpp"
#include "simulated/run_record.hpp"
#include "simulated/time_text.hpp"

namespace naru::detail {
namespace {

std::string time_of(const recorded_event& event) {
  const auto time = since_beginning(event.when);
  return seconds_text(std::chrono::duration_cast<std::chrono::microseconds>(time)) + " ";
}

class line_collector {
 public:
  line_collector(const run_record& record, const network& net, const shown_part& part)
      : record_(record), net_(net), part_(part), fates_(fates_in(record)) {
    for (const recorded_event& each : record.events()) {
      const auto* const packet = std::get_if<recorded_packet>(&each.what);
      if (packet == nullptr || packet->on->number != part.connection) continue;
      ends_ = {packet->on->hosts[0], packet->on->hosts[1]};
      break;
    }
  }

  [[nodiscard]] std::vector<sequence_line> collect() && {
    for (const recorded_event& each : record_.events()) {
      std::visit([&](const auto& what) { add(each, what); }, each.what);
    }
    return std::move(lines_);
  }

 private:
  [[nodiscard]] bool shows(unsigned one, unsigned other) const {
    if (!part_.hosts) return true;
    return *part_.hosts == std::pair(one, other) || *part_.hosts == std::pair(other, one);
  }
  /// True if a fault of that host belongs to the part.
  [[nodiscard]] bool concerns(unsigned host) const {
    if (part_.hosts) return host == part_.hosts->first || host == part_.hosts->second;
    return !part_.connection || host == ends_.first || host == ends_.second;
  }

  void add(const recorded_event& event, const recorded_packet& packet) {
    const recorded_connection& on = *packet.on;
    const unsigned from = on.hosts[static_cast<std::size_t>(packet.from)];
    const unsigned to = on.hosts[static_cast<std::size_t>(other(packet.from))];
    if (packet.kind == packet_kind::acknowledgement || !shows(from, to)) return;
    if (part_.connection && *part_.connection != on.number) return;
    const packet_fate loss = loss_of(fates_, event);
    if (can_join(event, packet, loss)) return join(packet);
    std::string text = time_of(event);
    if (!part_.connection) text += "[" + std::to_string(on.number) + "] ";
    text.append(describe(packet.kind));
    if (packet.is_again) text += ", again";
    if (packet.kind == packet_kind::connect) {
      text += " " + on.ends[0].to_string() + " to " + on.ends[1].to_string();
    }
    run_text_ = text;
    run_bytes_ = packet.size;
    run_packets_ = 1;
    if (packet.kind == packet_kind::data) text += ", " + std::to_string(packet.size) + " bytes";
    add_arrow(from, to, std::move(text), loss);
    last_ = loss == packet_fate::arrived ? &packet : nullptr;
    last_when_ = event.when;
  }

  // Segments that depart together become one arrow.
  [[nodiscard]] bool can_join(const recorded_event& event, const recorded_packet& packet,
                              packet_fate loss) const {
    return last_ != nullptr && last_->on == packet.on && last_->from == packet.from &&
           last_->kind == packet_kind::data && packet.kind == packet_kind::data &&
           last_->is_again == packet.is_again && loss == packet_fate::arrived &&
           last_when_ == event.when;
  }
  void join(const recorded_packet& packet) {
    run_bytes_ += packet.size;
    lines_.back().text = run_text_ + ", " + std::to_string(run_bytes_) + " bytes in " +
                         std::to_string(++run_packets_) + " packets";
  }

  void add(const recorded_event& event, const recorded_datagram& sent) {
    if (part_.connection || (part_.hosts && !shows(sent.from, sent.to))) return;
    std::string text =
        time_of(event) + "datagram, " + std::to_string(sent.size) + " bytes to " +
        (sent.to == no_host ? sent.target.to_string() : std::to_string(sent.target.port()));
    const auto found = fates_.find(event.number);
    if (found != fates_.end()) {
      for (const recorded_fate& each : found->second) {
        if (!is_loss(each.fate)) text.append(", ").append(describe(each.fate));
      }
    }
    add_arrow(sent.from, sent.to, std::move(text), loss_of(fates_, event));
  }

  void add_arrow(unsigned from, unsigned to, std::string&& text, packet_fate loss) {
    last_ = nullptr;
    const bool is_lost = loss != packet_fate::arrived;
    if (is_lost) text.append(", ").append(describe(loss));
    lines_.push_back({is_lost ? sequence_line::kind::lost_arrow : sequence_line::kind::arrow, from,
                      to, escaped(text)});
  }

  void add(const recorded_event& event, const recorded_fault& fault) {
    if (!concerns(fault.from) || (fault.to != no_host && !concerns(fault.to))) return;
    last_ = nullptr;
    lines_.push_back({sequence_line::kind::note, fault.from, no_host,
                      escaped(time_of(event) + text_of(fault, net_))});
  }
  void add(const recorded_event& event, const recorded_failure& failure) {
    if (!concerns(failure.host)) return;
    last_ = nullptr;
    lines_.push_back({sequence_line::kind::note, failure.host, no_host,
                      escaped(time_of(event) + text_of(failure, net_))});
  }
  void add(const recorded_event& event, const recorded_lookup& lookup) {
    if (part_.connection || !concerns(lookup.host)) return;
    last_ = nullptr;
    lines_.push_back({sequence_line::kind::note, lookup.host, no_host,
                      escaped(time_of(event) + text_of(lookup, net_))});
  }
  void add(const recorded_event& event, const recorded_mark& mark) {
    last_ = nullptr;
    lines_.push_back({sequence_line::kind::note_over_all, no_host, no_host,
                      escaped(time_of(event) + text_of(mark, net_))});
  }
  void add(const recorded_event&, const recorded_fate&) {}
  void add(const recorded_event&, const recorded_turn&) {}

  const run_record& record_;
  const network& net_;
  const shown_part& part_;
  const fates_of_packets fates_;
  std::vector<sequence_line> lines_;
  std::pair<unsigned, unsigned> ends_{no_host, no_host};  // of the connection that is shown
  // The run of segments that the last line shows, or null.
  const recorded_packet* last_ = nullptr;
  timeline::time_point last_when_{};
  std::string run_text_;
  std::size_t run_bytes_ = 0;
  std::size_t run_packets_ = 0;
};

}  // namespace

std::vector<sequence_line> lines_of(const run_record& record, const network& net,
                                    const shown_part& part) {
  return line_collector(record, net, part).collect();
}

// Mermaid ends a line at a semicolon, and a code of a character begins with a hash.
std::string escaped(std::string_view text) {
  std::string made;
  for (const char each : text) {
    if (each == ';') {
      made += "#59;";
    } else if (each == '#') {
      made += "#35;";
    } else {
      made += each;
    }
  }
  return made;
}

}  // namespace naru::detail
