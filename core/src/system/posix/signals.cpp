// A signal handler may do almost nothing. So it notes the signal as a bit and wakes a thread by a
// byte in a pipe; that thread delivers. Because the notes are bits, a full pipe loses nothing.
#include <naru/signal_set.hpp>

#include <naru/error.hpp>

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): <csignal> has no sigaction
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

#include "signals/signal_registry.hpp"
#include "signals/system_signals.hpp"
#include "system/posix/descriptors.hpp"
#include "system/posix/signals_blocked.hpp"
#include "values/immortal.hpp"

namespace naru::detail::system_signals {
namespace {

constexpr std::array<int, signal_kinds.size()> numbers{SIGINT, SIGTERM, SIGHUP};

// The handler uses these. The pipe is made once and stays open: when the last set goes, a handler
// may be about to write on another thread.
std::atomic<signal_mask> arrived = 0;
std::atomic<bool> stopping = false;
std::atomic<int> wake_descriptor = -1;
static_assert(std::atomic<signal_mask>::is_always_lock_free, "a signal handler uses it");

int read_descriptor = -1;
std::array<struct sigaction, signal_kinds.size()> replaced{};

// Not destroyed at exit, because a set may still exist: destroying a running thread ends the
// program.
std::thread& reader() {
  static const immortal<std::thread> thread;
  return *thread;
}

[[nodiscard]] std::error_code last_error() noexcept { return {errno, naru::system_category()}; }

void wake_reader() noexcept {
  const char byte = 0;
  // If the pipe is full, the thread wakes anyway.
  [[maybe_unused]] const auto written = ::write(wake_descriptor.load(), &byte, 1);
}

// The signal may interrupt any thread at any instruction. So this uses only atomic variables and
// write, and restores errno.
extern "C" void naru_on_signal(int number) {
  const int saved = errno;
  for (const signal_kind kind : signal_kinds) {
    if (numbers[index(kind)] == number) arrived.fetch_or(bit(kind));
  }
  wake_reader();
  errno = saved;
}

void read_and_deliver() {
  std::array<char, 64> bytes{};
  while (!stopping.load()) {
    if (::read(read_descriptor, bytes.data(), bytes.size()) < 0 && errno != EINTR) return;
    const signal_mask now = arrived.exchange(0);
    for (const signal_kind kind : signal_kinds) {
      if ((now & bit(kind)) != 0) signal_registry::instance().deliver(kind);
    }
  }
}

[[nodiscard]] std::error_code make_pipe() noexcept {
  if (wake_descriptor.load() >= 0) return {};
  std::array<int, 2> ends{};
  if (!native::open_pipe(ends)) return last_error();
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
  read_descriptor = ends[0];
  wake_descriptor.store(ends[1]);
  return {};
}

}  // namespace

std::error_code start() {
  if (const std::error_code refused = make_pipe()) return refused;
  arrived.store(0);
  stopping.store(false);
  const signals_blocked blocked;
  try {
    reader() = std::thread(read_and_deliver);
  } catch (const std::system_error& refused) {
    return refused.code();
  }
  return {};
}

void stop() noexcept {
  stopping.store(true);
  wake_reader();
  reader().join();
}

std::error_code take(signal_kind kind) noexcept {
  struct sigaction action{};
  action.sa_handler = naru_on_signal;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  const bool taken = ::sigaction(numbers[index(kind)], &action, &replaced[index(kind)]) == 0;
  return taken ? std::error_code() : last_error();
}

// If the program has installed another handler meanwhile, that handler stays.
void give_back(signal_kind kind) noexcept {
  const int number = numbers[index(kind)];
  struct sigaction current{};
  ::sigaction(number, nullptr, &current);
  if (current.sa_handler == naru_on_signal) {
    ::sigaction(number, &replaced[index(kind)], nullptr);
  }
}

}  // namespace naru::detail::system_signals

namespace naru {

std::error_code raise_signal(signal_kind which) noexcept {
  if (!detail::exists(which)) return std::make_error_code(std::errc::invalid_argument);
  const int number = detail::system_signals::numbers[detail::index(which)];
  return ::kill(::getpid(), number) == 0 ? std::error_code() : detail::system_signals::last_error();
}

}  // namespace naru
