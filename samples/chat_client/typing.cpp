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

/// An event that ends the program, from any thread.
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

// Prints only the first of several failures in a row.
void print_failure(const naru::attempt_failure& failure) {
  if (failure.attempts != 1) return;
  fmt::print("* cannot connect: {}; trying again\n", failure.error.message());
  std::fflush(stdout);
}

// Runs on a thread of its own, because only typing can end a read of the standard input. It hands
// the lines over and lets the session send them, if there is one. A new session sends the waiting
// lines by itself.
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
  // Declared after the operation that is pending on it.
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
  client.stop_blocking(leaving_max);
  std::fflush(stdout);
  // The reader may wait for a line that nobody types. So it cannot be joined, and the objects that
  // it uses must stay.
  if (!lines.has_ended()) std::_Exit(EXIT_SUCCESS);
  reader.join();
}

}  // namespace samples::chat
