#include "simulated/capture.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "simulated/event_text.hpp"
#include "simulated/ip_packet.hpp"
#include "simulated/network.hpp"
#include "simulated/pcapng_file.hpp"
#include "simulated/run_record.hpp"
#include "simulated/time_text.hpp"

namespace naru::detail {
namespace {

// Every world begins at this date: 2000-01-01, 00:00:00 UTC. So the clock that Wireshark shows is
// the time since the beginning of the run.
constexpr std::chrono::nanoseconds epoch = std::chrono::seconds(946'684'800);

// The most bytes that IP and TCP count in one packet. A segment on a loopback may be one byte too
// large.
constexpr std::size_t segment_max = 65'000;

std::uint8_t flags_of(packet_kind kind) noexcept {
  switch (kind) {
    case packet_kind::connect:
      return tcp_header::synchronize;
    case packet_kind::answer:
      return tcp_header::synchronize | tcp_header::acknowledge;
    case packet_kind::refusal:
    case packet_kind::reset:
      return tcp_header::reset | tcp_header::acknowledge;
    case packet_kind::data:
      return tcp_header::push | tcp_header::acknowledge;
    case packet_kind::finish:
      return tcp_header::finish | tcp_header::acknowledge;
    case packet_kind::acknowledgement:
    case packet_kind::probe:
      break;
  }
  return tcp_header::acknowledge;
}

/// The first sequence number of a side. Each connection has its own, because a later one between
/// the same ports must not look like the earlier one.
std::uint32_t first_sequence(const recorded_connection& on, side from) noexcept {
  const std::uint64_t number = 2 * on.number + (from == side::client ? 0 : 1);
  return static_cast<std::uint32_t>(number * 0x9e3779b97f4a7c15 >> 32);
}

class capture_writer {
 public:
  capture_writer(const run_record& record, const network& net, std::uint64_t seed)
      : net_(net), fates_(fates_in(record)), file_(heading(record, seed)) {
    std::vector<std::pair<address, std::string>> names;
    for (const auto& each : net.hosts()) {
      const std::string name = readable(each->name());
      file_.add_interface(name, each->addresses().front().to_string());
      for (const address& has : each->addresses()) names.emplace_back(has, name);
    }
    file_.add_names(names);
  }

  void add(const recorded_event& event) {
    std::visit([&](const auto& what) { add(event, what); }, event.what);
  }

  [[nodiscard]] std::string finish() && {
    flush();
    return std::move(file_).finish();
  }

 private:
  static std::string heading(const run_record& record, std::uint64_t seed) {
    std::string text = "A run of naru::simulation with seed " + std::to_string(seed) + ".";
    if (record.missing() != 0) {
      text += " The " + std::to_string(record.missing()) +
              " oldest events are missing, because simulation_options::record_bytes_max was "
              "reached.";
    }
    return text;
  }

  // A segment that repeats one and goes on behind its end becomes two, because Wireshark takes all
  // of a retransmission for repeated.
  void add(const recorded_event& event, const recorded_packet& packet) {
    const recorded_connection& on = *packet.on;
    const endpoint& source = on.ends[static_cast<std::size_t>(packet.from)];
    const endpoint& target = on.ends[static_cast<std::size_t>(other(packet.from))];
    tcp_header header;
    header.flags = flags_of(packet.kind);
    header.window = packet.window;
    header.sequence = first_sequence(on, packet.from) + static_cast<std::uint32_t>(packet.sequence);
    if (packet.kind != packet_kind::connect) {
      header.acknowledged =
          first_sequence(on, other(packet.from)) + static_cast<std::uint32_t>(packet.acknowledged);
    }
    std::span<const std::byte> left = packet.payload;
    std::size_t size = packet.size;
    std::size_t repeated = packet.repeated;
    do {
      const bool is_mixed = repeated != 0 && repeated < size;
      const std::size_t part = std::min(is_mixed ? repeated : size, segment_max);
      const auto here = left.first(std::min(part, left.size()));
      hold(event, on.hosts[static_cast<std::size_t>(packet.from)],
           tcp_packet(source, target, header, here, part), part - here.size());
      left = left.subspan(here.size());
      size -= part;
      repeated -= std::min(repeated, part);
      header.sequence += static_cast<std::uint32_t>(part);
    } while (size != 0);
  }

  void add(const recorded_event& event, const recorded_datagram& sent) {
    hold(event, sent.from, udp_packet(sent.source, sent.target, sent.payload, sent.size),
         sent.size - sent.payload.size());
  }

  void add(const recorded_event&, const recorded_fate&) {}
  void add(const recorded_event&, const recorded_turn&) {}

  template <class Note>
  void add(const recorded_event& event, const Note& note) {
    comments_.push_back("At " + seconds_text(since_beginning(event.when)) + ": " +
                        text_of(note, net_));
  }

  // A packet waits for the comments that come behind it. Those before the first one stay with it.
  void hold(const recorded_event& event, unsigned host, std::string&& bytes, std::size_t cut) {
    if (!bytes_.empty()) flush();
    host_ = host;
    time_ = epoch + since_beginning(event.when);
    bytes_ = std::move(bytes);
    size_ = bytes_.size() + cut;
    const auto found = fates_.find(event.number);
    if (found == fates_.end()) return;
    const bool are_several = found->second.size() > 1;
    for (const recorded_fate& each : found->second) {
      std::string text(describe(each.fate));
      if (are_several && each.at != no_host) text += " (" + name_of(each.at, net_) + ")";
      comments_.push_back(std::move(text));
    }
  }

  void flush() {
    if (bytes_.empty()) return;
    file_.add_packet(host_, time_, bytes_, size_, comments_);
    bytes_.clear();
    comments_.clear();
  }

  const network& net_;
  const fates_of_packets fates_;
  pcapng_file file_;
  // The packet that is not written yet. None if it has no bytes.
  std::string bytes_;
  std::size_t size_ = 0;
  unsigned host_ = 0;
  std::chrono::nanoseconds time_{};
  std::vector<std::string> comments_;
};

}  // namespace

std::string capture_of(const run_record& record, const network& net, std::uint64_t seed) {
  capture_writer writer(record, net, seed);
  for (const recorded_event& each : record.events()) writer.add(each);
  return std::move(writer).finish();
}

}  // namespace naru::detail
