// keep_alive_options: how TCP finds out that a silent peer is gone.
//
// For connections that may be silent for long, where nothing else would notice. A protocol with
// messages of its own to and fro notices sooner by those.
//
//     stream.set_keep_alive({.idle = 60s, .interval = 10s, .probes = 3});
#pragma once

#include <chrono>

namespace naru {

struct keep_alive_options {
  /// Silence before the first probe: 1 to 32,767 s.
  std::chrono::seconds idle{60};
  /// Between probes that stay unanswered: 1 to 32,767 s.
  std::chrono::seconds interval{10};
  /// Unanswered probes after which the connection fails with timed_out: 1 to 127. Windows before 10
  /// version 1709 always sends ten.
  int probes = 3;
};

}  // namespace naru
