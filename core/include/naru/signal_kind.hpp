// signal_kind: a wish of the user or of the system that a signal_set hears.
//
//     naru::signal_set stop_signals(*proactor, {naru::signal_kind::interrupt});
#pragma once

#include <cstdint>

namespace naru {

enum class signal_kind : std::uint8_t {
  /// Ctrl-C; SIGINT.
  interrupt,
  /// SIGTERM: how services and containers are asked to end. On Windows Ctrl-Break, the one event
  /// that another process can send to this one alone.
  terminate,
  /// SIGHUP: the terminal has gone. On Windows: the console closes or the system shuts down. A user
  /// who logs off ends no service, so that is no signal.
  hang_up,
};

}  // namespace naru
