// message_queue: sessions with a queue of messages, in the form of Asio's own chat example. What
// one async_write takes from the queue is up to the server: see asio_queue and asio_gather.
#pragma once

#include <deque>
#include <list>
#include <memory>

#include "../scenarios.hpp"
#include "message_receiver.hpp"

namespace bench {

using message = std::vector<std::byte>;
using shared_message = std::shared_ptr<const message>;

inline message encoded(std::span<const std::byte> payload) {
  message made(frame_header + payload.size());
  write_frame(made.data(), payload);
  return made;
}

inline asio::const_buffer bytes_of(const message& one) { return asio::buffer(one); }
inline asio::const_buffer bytes_of(const shared_message& one) { return asio::buffer(*one); }

enum class taking : std::uint8_t { one, all };  // what a write takes from the queue

template <class Room, taking Taking>
class queued_session : public message_receiver<queued_session<Room, Taking>> {
 public:
  using message_type = typename Room::message_type;

  queued_session(tcp_socket socket, std::size_t buffer_size, Room& room)
      : message_receiver<queued_session>(std::move(socket), buffer_size),
        room_(room),
        place_(room.join(*this)) {
    this->receive();
  }
  ~queued_session() { room_.leave(place_); }

  void deliver(message_type one) {
    outgoing_.push_back(std::move(one));
    if (!this->sending()) write_next();
  }

  void on_message(std::span<const std::byte> payload) { room_.on_message(*this, payload); }
  void on_all_taken() {}

 private:
  void write_next() {
    const std::size_t count = Taking == taking::one ? 1 : outgoing_.size();
    buffers_.clear();
    for (std::size_t i = 0; i < count; ++i) buffers_.push_back(bytes_of(outgoing_[i]));
    if constexpr (Taking == taking::one) {
      this->write(buffers_.front(), [this] { written(1); });
    } else {
      this->write(std::span<const asio::const_buffer>(buffers_), [this, count] { written(count); });
    }
  }

  void written(std::size_t count) {
    outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(count));
    if (!outgoing_.empty()) write_next();
  }

  Room& room_;
  typename Room::place place_;
  std::deque<message_type> outgoing_;
  std::vector<asio::const_buffer> buffers_;
};

template <taking Taking>
struct queued_echo_room {
  using session = queued_session<queued_echo_room, Taking>;
  using message_type = message;
  struct place {};

  place join(session& /*unused*/) { return {}; }
  void leave(place /*unused*/) {}
  void on_message(session& from, std::span<const std::byte> payload) {
    from.deliver(encoded(payload));
  }
};

template <taking Taking>
class queued_broadcast_room {
 public:
  using session = queued_session<queued_broadcast_room, Taking>;
  using message_type = shared_message;
  using place = typename std::list<session*>::iterator;

  place join(session& one) { return all_.insert(all_.end(), &one); }
  void leave(place one) { all_.erase(one); }
  void on_message(session& /*from*/, std::span<const std::byte> payload) {
    const auto one = std::make_shared<const message>(encoded(payload));
    for (session* const each : all_) each->deliver(one);
  }

 private:
  std::list<session*> all_;
};

template <taking Taking>
void serve_queued_echo(const options& chosen) {
  using room = queued_echo_room<Taking>;
  serve_sessions<typename room::session>(chosen, room());
}

template <taking Taking>
void serve_queued_broadcast(const options& chosen) {
  using room = queued_broadcast_room<Taking>;
  serve_sessions<typename room::session>(chosen, room());
}

}  // namespace bench
