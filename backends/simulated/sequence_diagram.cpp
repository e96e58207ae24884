#include "simulated/sequence_diagram.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "simulated/event_text.hpp"
#include "simulated/run_record.hpp"

namespace naru::detail {
namespace {

/// Leaves out the middle.
void shorten(std::vector<sequence_line>& lines, std::size_t lines_max) {
  if (lines.size() <= lines_max) return;
  const std::size_t head = lines_max / 3;
  const std::size_t left_out = lines.size() - lines_max;
  const auto middle = lines.begin() + static_cast<std::ptrdiff_t>(head);
  lines.erase(middle, middle + static_cast<std::ptrdiff_t>(left_out));
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(head),
               {sequence_line::kind::note_over_all, no_host, no_host,
                "\xe2\x80\xa6 " + std::to_string(left_out) + " more"});
}

/// The hosts that the lines name, in the order in which they first appear.
std::vector<unsigned> participants_of(const std::vector<sequence_line>& lines) {
  std::vector<unsigned> found;
  const auto add = [&](unsigned host) {
    if (std::ranges::find(found, host) == found.end()) found.push_back(host);
  };
  for (const sequence_line& each : lines) {
    if (each.is == sequence_line::kind::note_over_all) continue;
    add(each.from);
    if (each.is != sequence_line::kind::note) add(each.to);
  }
  return found;
}

std::string id_of(unsigned host) { return host == no_host ? "n" : "h" + std::to_string(host); }

std::string text_of(const sequence_line& one, const std::vector<unsigned>& participants) {
  switch (one.is) {
    case sequence_line::kind::arrow:
      return id_of(one.from) + "->>" + id_of(one.to) + ": " + one.text;
    case sequence_line::kind::lost_arrow:
      return id_of(one.from) + "-x" + id_of(one.to) + ": " + one.text;
    case sequence_line::kind::note:
      return "Note over " + id_of(one.from) + ": " + one.text;
    case sequence_line::kind::note_over_all:
      break;
  }
  const unsigned first = participants.front();
  const unsigned last = participants.back();
  return "Note over " + id_of(first) + (first == last ? "" : "," + id_of(last)) + ": " + one.text;
}

}  // namespace

std::string sequence_of(const run_record& record, const network& net, const shown_part& part,
                        std::size_t lines_max) {
  std::vector<sequence_line> lines = lines_of(record, net, part);
  shorten(lines, lines_max);
  if (record.missing() != 0) {
    const std::string text = std::to_string(record.missing()) + " older events are missing";
    lines.insert(lines.begin(), {sequence_line::kind::note_over_all, no_host, no_host, text});
  }
  std::vector<unsigned> participants = participants_of(lines);
  if (participants.empty()) participants.push_back(no_host);
  std::string text = "sequenceDiagram\n";
  for (const unsigned each : participants) {
    const std::string name = each == no_host ? "elsewhere" : escaped(name_of(each, net));
    text += "  participant " + id_of(each) + " as " + name + "\n";
  }
  for (const sequence_line& each : lines) text += "  " + text_of(each, participants) + "\n";
  return text;
}

}  // namespace naru::detail
