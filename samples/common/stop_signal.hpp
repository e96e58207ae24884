// stop_signal: waits until the user or the system asks the program to stop: Ctrl-C and SIGTERM, or
// a console that closes on Windows.
//
// Make it before the program's first other thread starts, and only once.
#pragma once

namespace samples {

class stop_signal {
 public:
  /// From here on the signals no longer end the program by themselves. Throws std::system_error
  /// where the system refuses.
  stop_signal();
  stop_signal(const stop_signal&) = delete;
  stop_signal& operator=(const stop_signal&) = delete;

  /// Returns once a signal has come.
  void wait();
};

}  // namespace samples
