// stop_signal: waits until the user or the system asks the program to stop: Ctrl-C, SIGTERM, or a
// console or terminal that goes away.
//
//     samples::stop_signal stop;   // before the proactor: it is pending on it
//     const auto proactor = naru::make_proactor();
//     stop.watch(*proactor);
//     …the proactor runs on other threads…
//     stop.wait();
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>
#include <naru/signal_set.hpp>

#include <latch>
#include <optional>

namespace samples {

class stop_signal {
 public:
  /// From here on the signals no longer end the program by themselves. Call it once. Throws
  /// std::system_error if the system refuses.
  void watch(naru::proactor& owner);

  /// Returns once a signal has come. Not on a thread that runs the proactor.
  void wait() { came_.wait(); }

 private:
  void on_signal(naru::io_result) { came_.count_down(); }

  std::latch came_{1};
  naru::signal_kind which_{};
  naru::member_callback signalled_ = naru::bind<&stop_signal::on_signal>(this);
  std::optional<naru::signal_set> signals_;
};

}  // namespace samples
