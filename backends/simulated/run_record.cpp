#include "simulated/run_record.hpp"

#include <new>
#include <utility>

#include "values/characters.hpp"
#include "values/control_character.hpp"

namespace naru::detail {
namespace {

struct size_of_content {
  std::size_t operator()(const recorded_packet& packet) const { return packet.payload.size(); }
  std::size_t operator()(const recorded_datagram& sent) const { return sent.payload.size(); }
  std::size_t operator()(const recorded_fate&) const { return 0; }
  std::size_t operator()(const recorded_turn&) const { return 0; }
  std::size_t operator()(const recorded_fault& fault) const { return fault.what.size(); }
  std::size_t operator()(const recorded_failure&) const { return 0; }
  std::size_t operator()(const recorded_lookup& lookup) const {
    return lookup.name.size() + lookup.answer.size();
  }
  std::size_t operator()(const recorded_mark& mark) const { return mark.text.size(); }
};

std::size_t size_of(const recorded_event& event) {
  return sizeof(recorded_event) + std::visit(size_of_content{}, event.what);
}

}  // namespace

std::string_view describe(packet_kind kind) noexcept {
  switch (kind) {
    case packet_kind::connect:
      return "connect";
    case packet_kind::answer:
      return "answer";
    case packet_kind::refusal:
      return "refusal";
    case packet_kind::data:
      return "data";
    case packet_kind::finish:
      return "finish";
    case packet_kind::reset:
      return "reset";
    case packet_kind::acknowledgement:
      return "acknowledgement";
    case packet_kind::probe:
      return "probe";
  }
  return "unknown";
}

std::uint64_t run_record::add(recorded_event::content what) noexcept {
  push({++last_, time_.now(), std::move(what)});
  return last_;
}

void run_record::add_turn(unsigned host, unsigned proactor, timeline::time_point began,
                          timeline::duration rest, std::uint64_t completions) noexcept {
  push({++last_, began, recorded_turn{host, proactor, time_.now() + rest - began, completions}});
}

void run_record::push(recorded_event&& made) noexcept {
  try {
    events_.push_back(std::move(made));
  } catch (const std::bad_alloc&) {
    return;
  }
  bytes_ += size_of(events_.back());
  while (bytes_ > bytes_max_ && !events_.empty()) {
    bytes_ -= size_of(events_.front());
    events_.pop_front();
  }
}

fates_of_packets fates_in(const run_record& record) {
  fates_of_packets found;
  for (const recorded_event& each : record.events()) {
    const auto* const fate = std::get_if<recorded_fate>(&each.what);
    if (fate == nullptr || fate->fate == packet_fate::arrived) continue;
    found[fate->event].push_back(*fate);
  }
  return found;
}

packet_fate loss_of(const fates_of_packets& fates, const recorded_event& packet) {
  const auto* const sent = std::get_if<recorded_datagram>(&packet.what);
  const auto found = fates.find(packet.number);
  if (found == fates.end()) return packet_fate::arrived;
  for (const recorded_fate& each : found->second) {
    const bool is_whole = sent == nullptr || sent->to != no_host || each.at == no_host;
    if (is_loss(each.fate) && is_whole) return each.fate;
  }
  return packet_fate::arrived;
}

std::string readable(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    const std::size_t control = control_size(text);
    const std::size_t size = character_size(text);
    if (control != 0 || size == 0) {
      made += '?';
    } else {
      made.append(text, 0, size);
    }
    text.remove_prefix(control != 0 ? control : size == 0 ? 1 : size);
  }
  return made;
}

}  // namespace naru::detail
