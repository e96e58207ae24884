// A process is stopped, as by a debugger or a machine that pauses, while its threads wait for the
// system: what comes meanwhile is not late (rule 14). This is a program of its own, because a
// shell takes the terminal from a stopped process. The child runs the proactor, and this process
// stops it.
#include <naru/deadline.hpp>
#include <naru/naru.hpp>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <thread>
#include <vector>

#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t connections = 50;
constexpr auto limit = 400ms;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::_Exit(EXIT_FAILURE);
}

/// One limited receive.
struct awaited {
  explicit awaited(naru::proactor& proactor) : stream(proactor), limited(proactor) {}

  std::array<std::byte, 1> storage{};
  naru::tcp_stream stream;
  naru::deadline limited;
};

// ---- the child

naru::task<> connect_all(std::deque<awaited>& all, naru::endpoint server) {
  for (awaited& each : all) {
    const auto result = co_await each.stream.connect(server);
    if (result.error) std::_Exit(EXIT_FAILURE);
  }
}

/// Returns true if every receive got its byte. Writes to `armed` when all limits run.
bool receive_all(const naru::endpoint& server, unsigned threads, int armed) {
  std::atomic<std::size_t> good = 0;
  std::atomic<std::size_t> ended = 0;
  auto done = [&](naru::io_result result) {
    if (!result.error && result.bytes == 1) ++good;
    ++ended;
  };
  std::deque<naru::callback<decltype(done)>> callbacks;
  const auto proactor = naru::make_proactor();
  std::deque<awaited> all;
  for (std::size_t i = 0; i < connections; ++i) {
    callbacks.emplace_back(done);
    all.emplace_back(*proactor);
  }
  naru::run(*proactor, connect_all(all, server));
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  const auto begin = steady_clock::now();
  for (std::size_t i = 0; i < connections; ++i) {
    awaited& each = all[i];
    each.stream.receive(naru::buffer(each.storage),
                        each.limited.arm(each.stream, limit, callbacks[i]));
  }
  if (::write(armed, &begin, sizeof begin) != sizeof begin) give_up("write");
  while (ended != connections) std::this_thread::sleep_for(5ms);
  proactor->stop();
  return good == connections;
}

// ---- this process

/// Listens on loopback; `where` tells the port.
int listen(sockaddr_in& where) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  auto* const address = reinterpret_cast<sockaddr*>(&where);
  if (listener == -1 || ::bind(listener, address, size) != 0 || ::listen(listener, 128) != 0 ||
      ::getsockname(listener, address, &size) != 0) {
    give_up("listen");
  }
  return listener;
}

/// Stops the child and answers it; returns true if both happened before its limits.
bool answer_while_stopped(pid_t child, const std::vector<int>& peers,
                          steady_clock::time_point begin) {
  ::kill(child, SIGSTOP);
  int status = 0;
  const bool stopped = ::waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status);
  for (const int peer : peers) {
    if (::write(peer, "x", 1) != 1) give_up("write");
  }
  const bool in_time = steady_clock::now() - begin < limit;
  std::this_thread::sleep_for(limit + 100ms);
  ::kill(child, SIGCONT);
  return stopped && in_time;
}

enum class outcome { good, bad, too_slow };

outcome play(unsigned threads) {
  sockaddr_in where{};
  const int listener = listen(where);
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) give_up("pipe");
  const pid_t child = ::fork();
  if (child == -1) give_up("fork");
  if (child == 0) {
    const naru::endpoint server(naru::address::loopback_v4(), ntohs(where.sin_port));
    const bool good = receive_all(server, threads, pipe[1]);
    std::_Exit(good ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  std::vector<int> peers;
  for (std::size_t i = 0; i < connections; ++i)
    peers.push_back(::accept(listener, nullptr, nullptr));
  steady_clock::time_point begin;
  if (::read(pipe[0], &begin, sizeof begin) != sizeof begin) give_up("read");
  const bool in_time = answer_while_stopped(child, peers, begin);
  int status = 0;
  ::waitpid(child, &status, 0);
  for (const int each : peers) ::close(each);
  for (const int each : {listener, pipe[0], pipe[1]}) ::close(each);
  if (!in_time) return outcome::too_slow;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? outcome::good : outcome::bad;
}

/// A busy machine may not stop the child before its limits, so this tries again.
bool holds(unsigned threads) {
  constexpr int most_tries = 20;
  for (int tries = 0; tries < most_tries; ++tries) {
    const outcome result = play(threads);
    if (result != outcome::too_slow) return result == outcome::good;
  }
  std::puts("the machine is too busy to stop a process in time");
  return false;
}

}  // namespace

int main() {
  for (const unsigned threads : {1U, 4U}) {
    const bool good = holds(threads);
    std::printf("stopped with %u threads: %s\n", threads,
                good ? "all received" : "not all received");
    if (!good) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
