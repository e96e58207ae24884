// watch_cost: what a page of naru::watch costs a server with many sessions: naru_watch_cost
// [SESSIONS [SECONDS]]. It prints how much of a core the thread of the server takes, without a page
// and with one that is open, in turn, five times each.
//
// Nothing is sent to the sessions, so that little else hides what the page costs. The other ends
// are in a process of their own, because one process may have too few descriptors.
#include <naru/naru.hpp>
#include <naru/watch.hpp>
#include <naru/web/web_socket.hpp>

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
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

/// Asks for updates as the page in a browser does.
struct page_in_browser final : naru::session<naru::delimited<>> {
  void on_connected() override { send(std::string_view("watch")); }
  void on_message(naru::const_buffer) override { send(std::string_view("more")); }
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

naru::client_options to(std::uint16_t port) {
  naru::client_options options{.host = "127.0.0.1", .port = port};
  options.sessions.message_size_max = 16U << 20;
  options.sessions.handshake_timeout = 0ms;
  return options;
}

naru::client_options to_page(std::uint16_t port) {
  naru::client_options options = to(port);
  options.transport =
      naru::web_socket_of_client({.messages = naru::web_socket_messages::lines, .path = "/live"});
  return options;
}

/// The process of the server sends these to the other one: its ports first, and then the orders to
/// open the page and to close it.
struct request {
  std::uint16_t players;
  std::uint16_t page;
  bool open;
};

request next_request(int from) {
  request asked{};
  if (read(from, &asked, sizeof asked) != sizeof asked) std::_Exit(0);  // the server has ended
  return asked;
}

/// The process with the other ends of all connections.
[[noreturn]] void be_players(int requests, std::size_t sessions) {
  const auto proactor = naru::make_proactor();
  const runner answering(*proactor);
  const request ports = next_request(requests);
  std::vector<std::unique_ptr<naru::client<listener_of_one>>> clients;
  for (std::size_t i = 0; i < sessions; ++i) {
    clients.push_back(
        std::make_unique<naru::client<listener_of_one>>(*proactor, to(ports.players)));
    clients.back()->start();
    if (i % 100 == 0) std::this_thread::sleep_for(20ms);
  }
  std::unique_ptr<naru::client<page_in_browser>> browser;
  for (;;) {
    if (!next_request(requests).open) {
      browser.reset();
      continue;
    }
    browser = std::make_unique<naru::client<page_in_browser>>(*proactor, to_page(ports.page));
    browser->start();
  }
}

void print(const char* what, std::vector<double> parts) {
  std::ranges::sort(parts);
  std::printf("%s: %.2f %% of a core (%.2f to %.2f)\n", what, parts[parts.size() / 2],
              parts.front(), parts.back());
}

/// Measures in turn without a page and with one.
void compare(runner& serving, const naru::watch_page& page, int requests,
             std::chrono::seconds time) {
  std::array<std::vector<double>, 3> parts;
  const auto show = [&](bool open) {
    const request asked{.players = 0, .page = 0, .open = open};
    if (write(requests, &asked, sizeof asked) != sizeof asked) std::abort();
    while ((page.counters().sessions == 1) != open) std::this_thread::sleep_for(1ms);
    return measure(serving, time);
  };
  for (int round = 0; round < 5; ++round) {
    parts[0].push_back(show(false));
    parts[1].push_back(show(true));
    parts[2].push_back(parts[1].back() - parts[0].back());
  }
  const naru::session_counters shown = page.counters();
  std::printf("%llu updates, %llu bytes\n", static_cast<unsigned long long>(shown.messages_sent),
              static_cast<unsigned long long>(shown.bytes_sent));
  print("without a page", parts[0]);
  print("with a page", parts[1]);
  print("the page alone", parts[2]);
}

void serve(int requests, std::size_t sessions, std::chrono::seconds time) {
  const auto proactor = naru::make_proactor();
  naru::server_options options{.address = naru::endpoint::parse("127.0.0.1:0")};
  options.observer = std::make_shared<naru::session_observer>();
  options.sessions.idle_timeout = 1h;
  options.listening.backlog = 4'096;
  naru::server<player> server(*proactor, options);
  naru::watch_page page(*proactor);
  page.add(server, "players");
  server.start();
  page.start();
  runner serving(*proactor);
  const request ports{.players = server.local_endpoint().port(),
                      .page = page.local_endpoint().port(),
                      .open = false};
  if (write(requests, &ports, sizeof ports) != sizeof ports) std::abort();
  while (server.size() < sessions) std::this_thread::sleep_for(10ms);
  std::this_thread::sleep_for(5s);  // so that buffers that are not used have been given back
  std::printf("%zu sessions on %s\n", server.size(), std::string(proactor->backend()).c_str());
  compare(serving, page, requests, time);
  std::fflush(stdout);
  std::_Exit(0);  // the end of so many connections is not measured
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t sessions = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000;
  const std::chrono::seconds time(argc > 2 ? std::strtol(argv[2], nullptr, 10) : 10);
  allow_descriptors();
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return 1;
  if (fork() == 0) {
    close(ends[1]);  // so that the end of the server is noticed
    be_players(ends[0], sessions);
  }
  serve(ends[1], sessions, time);
}
