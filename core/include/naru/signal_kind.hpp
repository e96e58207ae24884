// signal_kind: a request of the user or of the system to the program, which a signal_set waits for.
//
//     naru::signal_set stop_signals(*proactor, {naru::signal_kind::interrupt});
#pragma once

#include <cstdint>

namespace naru {

enum class signal_kind : std::uint8_t {
  /// Ctrl-C; SIGINT.
  interrupt,
  /// SIGTERM: services and containers are asked to end by it. On Windows Ctrl-Break, the one event
  /// that another process can send to this process alone.
  terminate,
  /// SIGHUP: the terminal has gone. On Windows: the console closes or the system shuts down. A
  /// user who logs off ends no service, so a logoff is no signal.
  hang_up,
};

}  // namespace naru
