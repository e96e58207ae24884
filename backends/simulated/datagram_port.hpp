// datagram_port: a port of a simulated host with a datagram socket, and the datagrams that nobody
// has received yet.
#pragma once

#include <naru/endpoint.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "simulated/listening_port.hpp"
#include "simulated/ring_queue.hpp"

namespace naru::detail {

/// A datagram as it lies in a socket, or is on its way.
struct packet {
  endpoint source;
  std::vector<std::byte> bytes;
};

class datagram_port {
 public:
  /// The bytes of the receive buffer that a datagram takes beside its own.
  static constexpr std::size_t overhead = 256;

  [[nodiscard]] bool is_member(const address& of) const noexcept {
    return std::ranges::find(groups, of) != groups.end();
  }

  endpoint local;
  bool takes_ipv4 = true;
  bool shares = false;
  std::optional<endpoint> peer;  // takes datagrams of this one alone
  std::vector<address> groups;
  bool may_broadcast = false;
  bool hears_itself = true;
  std::size_t receive_buffer = std::size_t{256} << 10;
  std::size_t send_buffer = std::size_t{256} << 10;
  ring_queue<packet> waiting;
  std::size_t waiting_bytes = 0;
  network_watcher* watcher = nullptr;
};

}  // namespace naru::detail
