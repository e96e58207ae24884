// watch_cost: what a page of naru::watch costs a server with many sessions: naru_watch_cost
// [SESSIONS [SECONDS]]. It prints how much of a core the thread of the server takes, without a page
// and with one that is open, in turn, five times each.
//
// Each session gets a message a second. The other ends run on a thread of their own, whose time
// does not count.
#include <naru/naru.hpp>
#include <naru/watch.hpp>
#include <naru/web/web_socket.hpp>

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

/// The other end of a session: takes what comes.
struct listener_of_one final : naru::session<naru::delimited<>> {
  void on_connected() override { send(std::string_view("hello")); }
  void on_message(naru::const_buffer) override {}
};

struct player final : naru::session<naru::delimited<>> {
  void on_message(naru::const_buffer) override {}
};

std::atomic<std::size_t> updates = 0;
std::atomic<std::size_t> update_bytes = 0;

/// What a browser does.
struct page_in_browser final : naru::session<naru::delimited<>> {
  void on_connected() override { send(std::string_view("watch")); }
  void on_message(naru::const_buffer update) override {
    ++updates;
    update_bytes += update.size();
  }
};

void allow_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// A thread that runs a proactor, and the time that it has computed.
class runner {
 public:
  explicit runner(naru::proactor& proactor) : proactor_(proactor), guard_(proactor) {}
  ~runner() {
    proactor_.stop();
    thread_.join();
  }
  runner(const runner&) = delete;
  runner& operator=(const runner&) = delete;

  [[nodiscard]] double computed() {
    clockid_t clock{};
    pthread_getcpuclockid(thread_.native_handle(), &clock);
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  }

 private:
  naru::proactor& proactor_;
  naru::work_guard guard_;
  std::thread thread_{[this] { proactor_.run(); }};
};

/// The part of a core that the thread takes, in per cent.
double measure(runner& server, std::chrono::seconds time) {
  const auto begin = std::chrono::steady_clock::now();
  const double before = server.computed();
  std::this_thread::sleep_for(time);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  return (server.computed() - before) / passed.count() * 100;
}

naru::client_options to(const naru::endpoint& server) {
  naru::client_options options{.host = "127.0.0.1", .port = server.port()};
  options.sessions.message_size_max = 16U << 20;
  options.sessions.handshake_timeout = 0ms;
  return options;
}

naru::client_options to_page(const naru::watch_page& page) {
  naru::client_options options = to(page.local_endpoint());
  options.transport =
      naru::web_socket_of_client({.messages = naru::web_socket_messages::lines, .path = "/live"});
  return options;
}

void print(const char* what, std::vector<double> parts) {
  std::ranges::sort(parts);
  std::printf("%s: %.2f %% of a core (%.2f to %.2f)\n", what, parts[parts.size() / 2],
              parts.front(), parts.back());
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t sessions = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
  const std::chrono::seconds time(argc > 2 ? std::strtol(argv[2], nullptr, 10) : 10);
  allow_descriptors();
  const auto served = naru::make_proactor();
  const auto others = naru::make_proactor();
  naru::server_options options{.address = naru::endpoint::parse("127.0.0.1:0")};
  options.observer = std::make_shared<naru::session_observer>();
  options.sessions.idle_timeout = 1h;
  options.listening.backlog = 4'096;
  naru::server<player> server(*served, options);
  naru::watch_page page(*served);
  page.add(server, "players");
  server.start();
  page.start();
  const naru::ticker beat =
      naru::every(*served, 1s, [&] { server.broadcast(std::string_view("a tick")); });
  runner serving(*served);
  runner answering(*others);
  std::vector<std::unique_ptr<naru::client<listener_of_one>>> clients;
  for (std::size_t i = 0; i < sessions; ++i) {
    clients.push_back(
        std::make_unique<naru::client<listener_of_one>>(*others, to(server.local_endpoint())));
    clients.back()->start();
    while (i - server.size() > 500 && i > server.size()) std::this_thread::sleep_for(1ms);
  }
  while (server.size() < sessions) std::this_thread::sleep_for(10ms);
  std::this_thread::sleep_for(5s);  // so that buffers that are not used have been given back
  std::vector<double> without;
  std::vector<double> with;
  for (int round = 0; round < 5; ++round) {
    without.push_back(measure(serving, time));
    naru::client<page_in_browser> browser(*others, to_page(page));
    browser.start();
    while (page.counters().sessions == 0) std::this_thread::sleep_for(1ms);
    with.push_back(measure(serving, time));
    browser.stop_blocking(1s);
    while (page.counters().sessions != 0) std::this_thread::sleep_for(1ms);
  }
  std::vector<double> page_only;
  for (std::size_t i = 0; i < with.size(); ++i) page_only.push_back(with[i] - without[i]);
  std::printf("%zu sessions, %s, %zu updates of %zu bytes\n", server.size(),
              std::string(served->backend()).c_str(), updates.load(),
              updates != 0 ? update_bytes / updates : 0);
  print("without a page", without);
  print("with a page", with);
  print("the page alone", page_only);
  std::fflush(stdout);
  std::_Exit(0);  // the end of so many connections is not measured
}
