#include "../stop_signal.hpp"

#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): <csignal> has no sigwait

#include <system_error>

namespace samples {
namespace {

sigset_t awaited() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

// Blocked here and in every thread that is started later, the signals wait for sigwait.
stop_signal::stop_signal() {
  const sigset_t signals = awaited();
  if (const int error = pthread_sigmask(SIG_BLOCK, &signals, nullptr)) {
    throw std::system_error(error, std::generic_category(), "cannot wait for signals");
  }
}

void stop_signal::wait() {
  const sigset_t signals = awaited();
  int received = 0;
  while (sigwait(&signals, &received) != 0) {
  }
}

}  // namespace samples
