// A broker by Redis' publish and subscribe. It is a mailbox, and a thread that empties it.
#include "../broker.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <random>
#include <string>
#include <thread>
#include <utility>

#include "back_off.hpp"
#include "link.hpp"
#include "mailbox.hpp"

namespace samples::chat {
namespace {

std::uint64_t random_number() {
  std::random_device source;
  return (std::uint64_t{source()} << 32) | source();
}

// hiredis writes as to a file: if Redis is gone, that raises a signal on the writing thread.
void block_broken_pipe_signal() noexcept {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

class redis_broker final : public broker {
 public:
  redis_broker(redis_options options, heard_elsewhere deliver)
      : options_(std::move(options)),
        deliver_(std::move(deliver)),
        mailbox_(options_.queue_max),
        thread_([this] { run(); }) {}

  // The letters in the mailbox are still sent, if Redis is there.
  ~redis_broker() override {
    mailbox_.stop();
    thread_.join();
  }

  void subscribe(std::string_view room) override { mailbox_.subscribe(room); }
  void unsubscribe(std::string_view room) override { mailbox_.unsubscribe(room); }
  void publish(std::string_view room, const naru::packet& heard) override {
    mailbox_.publish(room, heard);
  }

 private:
  void run() {
    block_broken_pipe_signal();
    while (!mailbox_.stopped()) {
      try {
        redis::link link(options_, node_, deliver_);
        link.restore(mailbox_);
        say_here();
        back_off_.reset();
        link.run(mailbox_);
      } catch (const std::exception& error) {
        mailbox_.unlinked();
        say_lost(error.what());
        wait(back_off_.next());
      }
    }
  }

  // Letters that come meanwhile do not shorten the wait; a stop does.
  void wait(std::chrono::milliseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    pollfd woken{mailbox_.pipe().descriptor(), POLLIN, 0};
    while (!mailbox_.stopped() && std::chrono::steady_clock::now() < end) {
      poll(&woken, 1, poll_ms);
      if (woken.revents != 0) mailbox_.pipe().clear();
    }
  }

  void say_here() {
    const std::uint64_t dropped = mailbox_.take_dropped();
    say(state_ == state::lost ? "back" : "here",
        dropped != 0 ? fmt::format(", {} packets were dropped meanwhile", dropped) : "");
    state_ = state::here;
  }
  void say_lost(std::string_view why) {
    if (std::exchange(state_, state::lost) == state::lost) return;
    say("lost", fmt::format(": {}; trying again", why));
  }
  void say(std::string_view what, std::string_view more) const {
    fmt::print("Redis at {}:{} is {}{}\n", options_.host, options_.port, what, more);
    std::fflush(stdout);
  }

  enum class state : std::uint8_t { unknown, here, lost };

  static constexpr int poll_ms = 50;

  const redis_options options_;
  const heard_elsewhere deliver_;
  const std::uint64_t node_ = random_number();
  redis::mailbox mailbox_;
  redis::back_off back_off_;
  state state_ = state::unknown;
  std::thread thread_;  // last, because it uses the other members
};

}  // namespace

bool has_redis() noexcept { return true; }

std::unique_ptr<broker> make_redis_broker(const redis_options& options, heard_elsewhere deliver) {
  return std::make_unique<redis_broker>(options, std::move(deliver));
}

}  // namespace samples::chat
