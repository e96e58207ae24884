// chatter: a session of a client or a server that answers messages as chance decides.
#pragma once

#include <naru/session/session.hpp>

#include <concepts>
#include <cstddef>
#include <memory>

#include "rooms.hpp"
#include "talker.hpp"
#include "wire.hpp"

namespace mix {

// A message that is larger is sent as a shared one, which is not copied.
inline constexpr std::size_t copied_max = 3'000;

template <class Framing>
class chatter final : public naru::session<Framing>, public talker {
 public:
  using own_hall = hall_of<chatter>;
  using typename naru::session<Framing>::message_type;

  chatter(const std::shared_ptr<own_hall>& in, end_kind me) : talker(in, me), hall_(in) {}

 private:
  static constexpr bool has_bounds = !std::same_as<Framing, naru::raw>;

  void on_connected() override {
    const own_function now(*this);
    began();
    move();
    say_something();
    if (me() != end_kind::client) return;
    this->every(how().beat, [this](const naru::tick&) {
      const own_function inside(*this);
      say_something();
    });
  }
  void on_message(message_type message) override {
    const own_function now(*this);
    if constexpr (has_bounds) {
      heard(wire<Framing>::content_of(message));
    } else {
      heard_bytes(message);
    }
    react();
  }
  void on_closed(naru::close_reason reason) override {
    const own_function now(*this);
    seen().require(has_left_all(*this, *hall_), "a session is in a room in its on_closed");
    ended(reason, true);
  }
  void on_send_queue_full() override {
    const own_function now(*this);
    queue_full();
  }
  void on_send_queue_drained() override {
    const own_function now(*this);
    queue_drained();
  }

  naru::session_base& as_session() noexcept override { return *this; }
  naru::send_outcome send_content(naru::const_buffer content) override {
    const message_type message = wire<Framing>::message_of(content);
    if (content.size() <= copied_max) return this->send(message);
    return this->send(naru::shared_message<Framing>(message));
  }
  bool set_paused(bool paused) override {
    paused ? this->pause_receiving() : this->resume_receiving();
    return true;
  }
  void shout() override {
    // If one receiver has no room, nobody says which. A stream without bounds cannot tell.
    if (!has_bounds || me() != end_kind::server) return;
    shout_to<chatter>(hall_->rooms[world().random(hall_->rooms.size())], *hall_);
  }
  void move() override {
    if (me() == end_kind::server) mix::move(*this, *hall_);
  }

  const std::shared_ptr<own_hall> hall_;
};

}  // namespace mix
