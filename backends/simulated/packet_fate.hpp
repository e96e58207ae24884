// packet_fate: what became of a packet on its way. The simulation itself only asks whether a packet
// is lost; the rest is for the record of a run.
#pragma once

#include <cstdint>
#include <string_view>

namespace naru::detail {

enum class packet_fate : std::uint8_t {
  arrived,
  // Lost.
  chance,
  queue_full,
  blocked,
  unreachable,
  cut_off,
  no_such_host,
  backlog_full,
  no_socket,
  buffer_full,
  // Damaged, and not lost.
  repeated,
  overtaken,
  corrupted,
  truncated,
};

[[nodiscard]] constexpr bool is_loss(packet_fate fate) noexcept {
  return fate > packet_fate::arrived && fate < packet_fate::repeated;
}

/// "lost: the queue of a link was full", "came twice".
[[nodiscard]] std::string_view describe(packet_fate fate) noexcept;

}  // namespace naru::detail
