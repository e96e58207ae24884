// The server that most programs have, in the form of Asio's own chat example: a queue of messages,
// and one async_write for each.
#include <deque>
#include <list>
#include <memory>

#include "../asio/message_receiver.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

using message = std::vector<std::byte>;
using shared_message = std::shared_ptr<const message>;

message encoded(std::span<const std::byte> payload) {
  message made(frame_header + payload.size());
  write_frame(made.data(), payload);
  return made;
}

asio::const_buffer bytes_of(const message& one) { return asio::buffer(one); }
asio::const_buffer bytes_of(const shared_message& one) { return asio::buffer(*one); }

template <class Room>
class session : public message_receiver<session<Room>> {
 public:
  using message_type = typename Room::message_type;

  session(tcp_socket socket, std::size_t buffer_size, Room& room)
      : message_receiver<session>(std::move(socket), buffer_size),
        room_(room),
        place_(room.join(*this)) {
    this->receive();
  }
  ~session() { room_.leave(place_); }

  void deliver(message_type one) {
    outgoing_.push_back(std::move(one));
    if (!this->sending()) write_next();
  }

  void on_message(std::span<const std::byte> payload) { room_.on_message(*this, payload); }
  void on_all_taken() {}

 private:
  void write_next() {
    this->write(bytes_of(outgoing_.front()), [this] {
      outgoing_.pop_front();
      if (!outgoing_.empty()) write_next();
    });
  }

  Room& room_;
  typename Room::place place_;
  std::deque<message_type> outgoing_;
};

struct echo_room {
  using message_type = message;
  struct place {};

  place join(session<echo_room>& /*unused*/) { return {}; }
  void leave(place /*unused*/) {}
  void on_message(session<echo_room>& from, std::span<const std::byte> payload) {
    from.deliver(encoded(payload));
  }
};

class broadcast_room {
 public:
  using message_type = shared_message;
  using place = std::list<session<broadcast_room>*>::iterator;

  place join(session<broadcast_room>& one) { return all_.insert(all_.end(), &one); }
  void leave(place one) { all_.erase(one); }
  void on_message(session<broadcast_room>& /*from*/, std::span<const std::byte> payload) {
    const auto one = std::make_shared<const message>(encoded(payload));
    for (session<broadcast_room>* const each : all_) each->deliver(one);
  }

 private:
  std::list<session<broadcast_room>*> all_;
};

}  // namespace

void serve_session_echo(const options& chosen) {
  serve_sessions<session<echo_room>>(chosen, echo_room());
}
void serve_session_broadcast(const options& chosen) {
  serve_sessions<session<broadcast_room>>(chosen, broadcast_room());
}

}  // namespace bench
