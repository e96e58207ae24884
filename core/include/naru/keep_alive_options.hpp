// keep_alive_options: how TCP finds out that a silent peer is gone.
//
// For connections that may be silent for long, if nothing else would notice that the peer is gone.
// A protocol that regularly exchanges messages of its own notices sooner by those.
//
//     stream.set_keep_alive({.idle = 60s, .interval = 10s, .probes = 3});
#pragma once

#include <chrono>

namespace naru {

struct keep_alive_options {
  /// The silence before the first probe: 1 to 32,767 s.
  std::chrono::seconds idle{60};
  /// The time between probes that are not answered: 1 to 32,767 s.
  std::chrono::seconds interval{10};
  /// The number of unanswered probes after which the connection fails with timed_out: 1 to 127.
  /// Windows before 10 version 1709 always sends ten.
  int probes = 3;
};

}  // namespace naru
