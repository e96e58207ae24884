// recorded_event: one thing that happened in a simulated world whose run is recorded.
#pragma once

#include <naru/endpoint.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>
#include <vector>

#include "simulated/packet_fate.hpp"
#include "simulated/side.hpp"
#include "simulated/system_errors.hpp"
#include "simulated/timeline.hpp"

namespace naru::detail {

/// The number of a host that is not there.
inline constexpr unsigned no_host = std::numeric_limits<unsigned>::max();

enum class packet_kind : std::uint8_t {
  connect,
  answer,
  refusal,
  data,
  finish,
  reset,
  acknowledgement,
  probe  // asks whether what has departed is there
};

/// "connect", "answer" and so on.
[[nodiscard]] std::string_view describe(packet_kind kind) noexcept;

/// A connection as the record knows it. It outlives the connection, as long as there are events of
/// it.
struct recorded_connection {
  struct flying_packet {
    side from;
    packet_kind kind;
    std::uint64_t position;
    std::uint64_t event;  // in which it departed
  };

  std::uint64_t number = 0;         // the first one has number 1
  std::array<unsigned, 2> hosts{};  // by side
  std::array<endpoint, 2> ends;
  std::array<std::uint64_t, 2> sent{};  // the sequence number behind the last one sent
  std::vector<flying_packet> flying;
  std::uint64_t arrived = 0;  // the event of the packet that arrived last
};

/// A packet of a connection, when it departs. Sequence numbers are those of TCP, from 0: the
/// connect has 0, and the first byte has 1. A connect acknowledges nothing.
struct recorded_packet {
  std::shared_ptr<const recorded_connection> on;
  side from = side::client;
  packet_kind kind = packet_kind::connect;
  bool is_again = false;  // it was sent before, or a part of it
  std::uint64_t sequence = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t window = 0;
  std::size_t size = 0;
  std::size_t repeated = 0;        // the bytes that were sent before
  std::vector<std::byte> payload;  // the first bytes
};

/// A datagram, when it departs.
struct recorded_datagram {
  unsigned from = 0;
  unsigned to = no_host;  // if it is for many, or for a host that is not there
  endpoint source;
  endpoint target;
  std::size_t size = 0;
  std::vector<std::byte> payload;  // the first bytes
};

/// The fate of a packet or datagram. A datagram may have several fates.
struct recorded_fate {
  std::uint64_t event = 0;  // in which it departed
  packet_fate fate = packet_fate::arrived;
  unsigned at = no_host;  // the host that it was for
};

/// A turn of a proactor, when it is over.
struct recorded_turn {
  unsigned host = 0;
  unsigned proactor = 0;  // of its host, from 1
  timeline::duration length{};
  std::uint64_t completions = 0;
};

enum class fault_phase : std::uint8_t { begins, ends, happens };

/// A fault that begins, ends, or takes no time. One that begins with a length ends by itself.
struct recorded_fault {
  std::string what;
  fault_phase phase = fault_phase::happens;
  unsigned from = 0;
  unsigned to = no_host;  // of a path
  timeline::duration length{};
};

/// A call of a host's system that failed because faults of the system make it fail.
struct recorded_failure {
  unsigned host = 0;
  system_call which = system_call::open;
  std::error_code error;
};

/// A name that was asked for, when the answer comes.
struct recorded_lookup {
  unsigned host = 0;
  std::string name;
  std::string answer;
  timeline::duration length{};
};

/// A text that the program wrote by simulation::mark.
struct recorded_mark {
  std::string text;
};

struct recorded_event {
  using content = std::variant<recorded_packet, recorded_datagram, recorded_fate, recorded_turn,
                               recorded_fault, recorded_failure, recorded_lookup, recorded_mark>;

  std::uint64_t number;  // from 1
  timeline::time_point when;
  content what;
};

/// The time of the event since the beginning of its world.
[[nodiscard]] inline std::chrono::nanoseconds since_beginning(timeline::time_point when) noexcept {
  return when - timeline::beginning;
}

}  // namespace naru::detail
