// system_faults: how often the calls of a simulated system fail. See simulated_host::set_faults.
//
//     player.set_faults({.receives = 0.001, .sends = 0.001});
//     machine.set_faults({.handles_max = 1'000});
//
// Each call that fails draws one of the errors that such a call has on a real system.
// docs/errors.md lists them all.
#pragma once

#include <cstddef>
#include <limits>

namespace naru {

struct system_faults {
  // The probability with which one call fails, from 0 to 1. An operation that has to wait makes
  // more than one call.

  /// Opening a socket, for a connect, a listener or datagrams: a shortage of handles or memory.
  double opens = 0;
  /// Giving a listener or a datagram socket its address: somebody has the port, or the program may
  /// not.
  double binds = 0;
  /// Connecting, at once or after a while.
  double connects = 0;
  /// Accepting. A shortage leaves the connection waiting; another error takes it away.
  double accepts = 0;
  /// Moving bytes of a stream. A shortage of memory leaves the stream as it is. Any other error
  /// breaks it: its later operations fail too, and its peer gets connection_reset.
  double receives = 0;
  double sends = 0;
  /// Moving datagrams. The socket goes on.
  double datagram_receives = 0;
  double datagram_sends = 0;
  /// Looking up a name: try_again or lookup_failed.
  double lookups = 0;

  /// How many sockets the host has at most, listeners included. More are refused with
  /// too_many_files_open.
  std::size_t handles_max = std::numeric_limits<std::size_t>::max();

  /// Faults with the same probability for every kind of call.
  [[nodiscard]] static system_faults everywhere(double probability) noexcept {
    return {.opens = probability,
            .binds = probability,
            .connects = probability,
            .accepts = probability,
            .receives = probability,
            .sends = probability,
            .datagram_receives = probability,
            .datagram_sends = probability,
            .lookups = probability};
  }
};

}  // namespace naru
