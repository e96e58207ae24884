// guest: a session of a server whose conversation is a coroutine.
#pragma once

#include <naru/session/coroutine_session.hpp>
#include <naru/sleep.hpp>
#include <naru/with_timeout.hpp>

#include <memory>
#include <optional>

#include "rooms.hpp"
#include "talker.hpp"
#include "wire.hpp"

namespace mix {

template <class Framing>
class guest final : public naru::coroutine_session<Framing>, public talker {
 public:
  using own_hall = hall_of<guest>;
  using typename naru::coroutine_session<Framing>::message_type;

  guest(const std::shared_ptr<own_hall>& in, end_kind me) : talker(in, me), hall_(in) {}

 private:
  naru::task<> serve() override {
    greet();
    for (;;) {
      const std::optional<message_type> message = co_await next_message();
      if (!message) break;
      // From here to the next receive no other function of the session may run.
      const own_function now(*this);
      heard(wire<Framing>::content_of(*message));
      react();
      has_left_ = happens(world(), how().closes);
      if (has_left_) co_return;
      if (!happens(world(), how().pauses)) continue;
      const std::error_code stopped =
          co_await naru::sleep_for(milliseconds_between(world(), 1, 999));
      seen().require(!stopped || !this->is_open(), "a sleep of an open session was stopped");
    }
    seen().require(!this->is_open(), "a receive gave nothing, and its session is open");
  }

  /// Waits with limits and without.
  naru::task<std::optional<message_type>> next_message() {
    while (happens(world(), 300)) {
      const auto patience = milliseconds_between(world(), 1, 3'000);
      const auto limited = co_await naru::with_timeout(this->receive(), patience);
      if (limited.content || limited.error != std::errc::timed_out) co_return limited.content;
    }
    co_return co_await this->receive();
  }

  void greet() {
    const own_function now(*this);
    began();
    move();
    say_something();
  }
  void on_closed(naru::close_reason reason) override {
    const own_function now(*this);
    seen().require(has_left_all(*this, *hall_), "a session is in a room in its on_closed");
    ended(reason, !has_left_);
  }

  naru::session_base& as_session() noexcept override { return *this; }
  naru::send_outcome send_content(naru::const_buffer content) override {
    return this->send(wire<Framing>::message_of(content));
  }
  [[nodiscard]] bool hears_after_close() const noexcept override { return true; }
  void shout() override {
    shout_to<guest>(hall_->rooms[world().random(hall_->rooms.size())], *hall_);
  }
  void move() override { mix::move(*this, *hall_); }

  const std::shared_ptr<own_hall> hall_;
  bool has_left_ = false;
};

}  // namespace mix
