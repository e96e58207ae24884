// The events of a connection that go into the record of a run. TCP counts a connect and a finish as
// one byte each, so positions are one less than sequence numbers.
#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

#include "simulated/connection.hpp"
#include "simulated/run_record.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t index(side one) noexcept { return static_cast<std::size_t>(one); }

unsigned number_of(const network_host* host) noexcept {
  return host == nullptr ? no_host : host->number();
}

/// How far a packet brings the sequence number of its sender.
std::uint64_t length_of(const recorded_packet& packet) noexcept {
  const bool counts_one = packet.kind == packet_kind::connect ||
                          packet.kind == packet_kind::answer || packet.kind == packet_kind::finish;
  return packet.size + (counts_one ? 1 : 0);
}

}  // namespace

std::optional<packet_kind> connection::recorded_kind(packet kind) noexcept {
  switch (kind) {
    case packet::attempt:
      return packet_kind::connect;
    case packet::answer:
      return packet_kind::answer;
    case packet::refusal:
      return packet_kind::refusal;
    case packet::segment:
      return packet_kind::data;
    case packet::finish:
      return packet_kind::finish;
    case packet::reset:
      return packet_kind::reset;
    case packet::no_answer:
    case packet::attempt_again:
    case packet::reset_again:
    case packet::again:
    case packet::credit:
    case packet::look:
    case packet::probe:
    case packet::give_up:
      break;
  }
  return std::nullopt;
}

// The window is what the sender may have on its way: it ends where `room` ends.
recorded_packet connection::packet_of(side from, packet_kind kind) const {
  const flow& out = flow_of(from);
  const flow& in = flow_of(other(from));
  const std::uint64_t room = end(other(from)).send_buffer + end(from).receive_buffer;
  const std::uint64_t used = in.arrived - in.taken;
  recorded_packet made;
  made.on = noted_;
  made.from = from;
  made.kind = kind;
  made.sequence = 1 + out.departed;
  made.acknowledged = 1 + in.arrived + (in.end_arrived ? 1 : 0);
  made.window = used < room ? room - used : 0;
  return made;
}

// The sequence number at which a packet of that kind begins.
std::uint64_t connection::sequence_of(packet kind, std::size_t bytes,
                                      std::uint64_t position) noexcept {
  if (kind == packet::segment) return 1 + position - bytes;
  return kind == packet::finish ? 1 + position : 0;
}

void connection::note_departure(side from, packet kind, std::size_t bytes, std::uint64_t position,
                                const link_state::passage& passage) {
  run_record& record = *net_.record();
  const network_host* const target = end(other(from)).host;
  if (noted_ == nullptr) {
    noted_ = std::make_shared<recorded_connection>();
    noted_->number = record.count_connection();
    noted_->hosts = {number_of(end(side::client).host), number_of(end(side::server).host)};
    noted_->ends = {end(side::client).local, end(side::server).local};
  }
  recorded_packet made = packet_of(from, *recorded_kind(kind));
  if (kind != packet::reset) made.sequence = sequence_of(kind, bytes, position);
  if (kind == packet::attempt) made.acknowledged = 0;
  const flow& out = flow_of(from);
  if (kind == packet::segment && position == out.departed) {
    made.kind = packet_kind::probe;
    made.sequence = position;  // that of the last byte, as TCP does it
  } else if (kind == packet::segment) {
    made.size = bytes;
    made.payload.resize(record.kept(bytes));
    out.bytes.peek(static_cast<std::size_t>(position - bytes - out.taken), made.payload);
  }
  const std::uint64_t length = length_of(made);
  std::uint64_t& sent = noted_->sent[index(from)];
  made.is_again = length != 0 && made.sequence < sent;
  if (made.is_again) {
    made.repeated = std::min(made.size, static_cast<std::size_t>(sent - made.sequence));
  }
  sent = std::max(sent, made.sequence + length);
  const std::uint64_t number = record.add(std::move(made));
  if (passage.lost) {
    record.add(recorded_fate{number, passage.fate, number_of(target)});
  } else {
    noted_->flying.push_back({from, *recorded_kind(kind), position, number});
  }
}

void connection::note_arrival(side at, packet kind, std::uint64_t position) {
  const std::optional<packet_kind> came = recorded_kind(kind);
  if (!came) return;
  const auto found = std::ranges::find_if(noted_->flying, [&](const auto& each) {
    return each.from == other(at) && each.kind == *came && each.position == position;
  });
  assert(found != noted_->flying.end());
  noted_->arrived = found->event;
  noted_->flying.erase(found);
  // A connect that is on its way when its host vanishes still has its effect.
  const bool has_effect = !is_away(at) || kind == packet::attempt;
  const packet_fate fate = has_effect ? packet_fate::arrived : packet_fate::unreachable;
  net_.record()->add(recorded_fate{noted_->arrived, fate, end(at).host->number()});
}

void connection::note_acknowledgement(side from) {
  const std::uint64_t number = net_.record()->add(packet_of(from, packet_kind::acknowledgement));
  if (hears(other(from))) return;
  net_.record()->add(recorded_fate{number, packet_fate::cut_off, end(other(from)).host->number()});
}

void connection::note_full_backlog() {
  net_.record()->add(
      recorded_fate{noted_->arrived, packet_fate::backlog_full, end(side::server).host->number()});
}

}  // namespace naru::detail
