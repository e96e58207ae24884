#include "typing.hpp"

#include <naru/naru.hpp>

#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "conversation.hpp"
#include "talker.hpp"

namespace samples::chat {
namespace {

constexpr std::chrono::seconds leaving_max{2};

/// Something that ends the program, from whatever thread.
class ending {
 public:
  void come() noexcept {
    came_.store(true);
    came_.notify_all();
  }
  void wait() const noexcept { came_.wait(false); }

 private:
  std::atomic<bool> came_ = false;
};

// Of those that fail in a row the first is news.
void print_failure(const naru::attempt_failure& failure) {
  if (failure.attempts != 1) return;
  fmt::print("* cannot connect: {}; trying again\n", failure.error.message());
  std::fflush(stdout);
}

// On a thread of its own, as nothing ends a read of the standard input but what is typed. It hands
// the lines over and has the session take them where there is one; a new one takes what waits by
// itself.
void read_lines(conversation& lines, const naru::client<talker>& client) {
  const auto hand_over = [&client] {
    if (const auto session = client.current()) session->post([session] { session->take_lines(); });
  };
  std::string line;
  while (std::getline(std::cin, line)) {
    if (!lines.add(std::move(line))) fmt::print(stderr, "! too many lines wait; one is lost\n");
    hand_over();
  }
  lines.end();
  hand_over();
}

}  // namespace

void talk(const client_options& options) {
  conversation lines(options.name, options.room);
  ending end;
  naru::signal_kind which{};
  naru::callback signalled([&end](naru::io_result) { end.come(); });
  // After what is pending on it.
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set signals(*proactor, {naru::signal_kind::interrupt, naru::signal_kind::terminate});
  signals.wait(which, signalled);
  naru::client<talker> client(
      *proactor,
      {.host = options.server.host,
       .port = options.server.port,
       .on_attempt_failed = print_failure},
      [&] { return std::make_shared<talker>(lines, [&end] { end.come(); }); });
  client.start();
  naru::worker_pool worker(*proactor, 1);
  std::thread reader([&] { read_lines(lines, client); });
  end.wait();
  client.stop_and_wait(leaving_max);
  std::fflush(stdout);
  // The reader may wait for a line that nobody types: it cannot be joined, nor may what it uses go.
  if (!lines.has_ended()) std::_Exit(EXIT_SUCCESS);
  reader.join();
}

}  // namespace samples::chat
