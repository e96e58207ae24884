// The best server that one writes by hand: messages that are to be sent while a write is under
// way, or that answer one receive, gather in one contiguous buffer and leave with one async_write.
// Handlers lie in Asio's cache or on the heap: memory of the session's own for them saved no time.
#include <list>

#include "../asio/message_receiver.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

template <class Room>
class session : public message_receiver<session<Room>> {
 public:
  session(tcp_socket socket, std::size_t buffer_size, Room& room)
      : message_receiver<session>(std::move(socket), buffer_size),
        room_(room),
        place_(room.join(*this)) {
    this->receive();
  }
  ~session() { room_.leave(place_); }

  /// The buffer to append frames to. They leave with the next flush, or after the write that is
  /// under way.
  [[nodiscard]] std::vector<std::byte>& outbox() noexcept { return outbox_; }

  void flush() {
    if (this->sending() || outbox_.empty()) return;
    std::swap(outbox_, outgoing_);
    this->write(asio::buffer(outgoing_), [this] {
      outgoing_.clear();
      flush();
    });
  }

  void on_message(std::span<const std::byte> payload) { room_.on_message(*this, payload); }
  void on_all_taken() { room_.on_all_taken(*this); }

 private:
  Room& room_;
  typename Room::place place_;
  std::vector<std::byte> outbox_;
  std::vector<std::byte> outgoing_;
};

struct echo_room {
  struct place {};

  place join(session<echo_room>& /*unused*/) { return {}; }
  void leave(place /*unused*/) {}
  void on_message(session<echo_room>& from, std::span<const std::byte> payload) {
    append_frame(from.outbox(), payload);
  }
  void on_all_taken(session<echo_room>& from) { from.flush(); }
};

// The messages of one receive are encoded once and copied into each outbox: for messages this
// small a copy costs less than counting the references to a shared one and gathering them.
class broadcast_room {
 public:
  using place = std::list<session<broadcast_room>*>::iterator;

  place join(session<broadcast_room>& one) { return all_.insert(all_.end(), &one); }
  void leave(place one) { all_.erase(one); }
  void on_message(session<broadcast_room>& /*from*/, std::span<const std::byte> payload) {
    append_frame(encoded_, payload);
  }
  void on_all_taken(session<broadcast_room>& /*from*/) {
    for (session<broadcast_room>* const each : all_) {
      each->outbox().insert(each->outbox().end(), encoded_.begin(), encoded_.end());
      each->flush();
    }
    encoded_.clear();
  }

 private:
  std::vector<std::byte> encoded_;
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
