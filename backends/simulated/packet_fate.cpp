#include "simulated/packet_fate.hpp"

namespace naru::detail {

std::string_view describe(packet_fate fate) noexcept {
  switch (fate) {
    case packet_fate::arrived:
      return "arrived";
    case packet_fate::chance:
      return "lost: a link lost it";
    case packet_fate::queue_full:
      return "lost: the queue of a link was full";
    case packet_fate::blocked:
      return "lost: the path was blocked";
    case packet_fate::unreachable:
      return "lost: a host had vanished";
    case packet_fate::cut_off:
      return "lost: the way back is blocked or held, or a host has vanished";
    case packet_fate::no_such_host:
      return "lost: no host has the address";
    case packet_fate::backlog_full:
      return "lost: the backlog of the listener was full";
    case packet_fate::no_socket:
      return "lost: no socket takes it";
    case packet_fate::buffer_full:
      return "lost: the receive buffer of the socket was full";
    case packet_fate::repeated:
      return "came twice";
    case packet_fate::overtaken:
      return "came later than those behind it";
    case packet_fate::corrupted:
      return "came with a wrong byte";
    case packet_fate::truncated:
      return "came without its end";
  }
  return "unknown";
}

}  // namespace naru::detail
