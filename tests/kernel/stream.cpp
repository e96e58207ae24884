// Connections: sending, receiving, ending, accepting and connecting.
#include <algorithm>
#include <cstring>
#include <utility>

#include "seed.hpp"
#include "socket.hpp"

namespace kernel {
namespace {

// The network does not divide what is not longer than this.
constexpr std::size_t segment_min = 64;

std::span<std::byte> bytes_of(const WSABUF& buffer) noexcept {
  return {reinterpret_cast<std::byte*>(buffer.buf), buffer.len};
}

std::size_t size_of(const vector<WSABUF>& buffers) noexcept {
  std::size_t sum = 0;
  for (const WSABUF& each : buffers) sum += each.len;
  return sum;
}

/// Copies out of the queue into the buffers, `most` bytes at most.
std::size_t fill(const vector<WSABUF>& buffers, byte_queue& from, std::size_t most) noexcept {
  std::size_t moved = 0;
  for (const WSABUF& each : buffers) {
    const std::size_t left = std::min<std::size_t>(each.len, most - moved);
    moved += from.take(bytes_of(each).first(left));
  }
  return moved;
}

/// Puts bytes of the buffers into the queue, after the first `skipped` and `most` at most.
std::size_t pour(const vector<WSABUF>& buffers, std::size_t skipped, std::size_t most,
                 byte_queue& into) {
  std::size_t moved = 0;
  for (const WSABUF& each : buffers) {
    const std::size_t over = std::min<std::size_t>(skipped, each.len);
    skipped -= over;
    const auto left = bytes_of(each).subspan(over);
    const std::size_t count = std::min(left.size(), most - moved);
    into.push(left.first(count));
    moved += count;
  }
  return moved;
}

/// A socket that does not block may send a part only, and the packet says how much ("WSASend" on
/// Microsoft Learn).
bool may_divide(const socket& on, const request& what) noexcept {
  return on.non_blocking && what.native != nullptr && what.moved == 0;
}

/// A reset arrives. The system may drop the bytes that nobody has received yet.
void hear_reset(connection& at) noexcept {
  at.was_reset = true;
  if (draw(2)) at.incoming.clear();
}

/// The peer has closed its side. What is sent now reaches nobody, and is answered by a reset.
outcome send_to_nobody(socket& on, std::size_t bytes) {
  hear_reset(*on.link);
  advance(on);
  return {status::success, static_cast<DWORD>(bytes)};
}

}  // namespace

connection::~connection() {
  if (peer == nullptr) return;
  connection& other = *std::exchange(peer, nullptr);
  other.peer = nullptr;
  other.peer_has_ended = true;
  if (!incoming.empty()) hear_reset(other);  // it would wait for these to be received
  if (other.owner != nullptr) advance(*other.owner);
}

void connection::reset() noexcept {
  incoming.clear();
  was_reset = true;
  if (peer == nullptr) return;
  peer->incoming.clear();
  peer->was_reset = true;
  if (peer->owner != nullptr) advance(*peer->owner);
}

std::optional<outcome> attempt_receive(socket& on, request& what) {
  if (on.link == nullptr) return outcome{status::invalid_connection};
  connection& link = *on.link;
  if (!link.incoming.empty()) {
    std::size_t most = size_of(what.buffers);
    if (most > segment_min && draw(8)) most = segment_min + draw_below(most - segment_min);
    const std::size_t moved = what.peeks ? 0 : fill(what.buffers, link.incoming, most);
    if (link.peer != nullptr && link.peer->owner != nullptr && moved != 0) {
      advance(*link.peer->owner);
    }
    return outcome{status::success, static_cast<DWORD>(moved)};
  }
  if (link.was_reset) return outcome{status::connection_reset};
  if (link.peer_has_ended) return outcome{};
  return std::nullopt;
}

std::optional<outcome> attempt_send(socket& on, request& what) {
  if (on.link == nullptr) return outcome{status::invalid_connection};
  connection& link = *on.link;
  if (link.was_reset) return outcome{status::connection_reset};
  const std::size_t size = size_of(what.buffers);
  if (link.peer == nullptr) return send_to_nobody(on, size);
  connection& peer = *link.peer;
  std::size_t room = peer.room - std::min(peer.room, peer.incoming.size());
  const bool divides = may_divide(on, what) && std::min(size, room) > segment_min && draw(4);
  if (divides) room = segment_min + draw_below(std::min(size, room) - segment_min);
  const std::size_t moved = pour(what.buffers, what.moved, room, peer.incoming);
  what.moved += moved;
  const bool all = what.moved == size;
  if (moved != 0 && peer.owner != nullptr) advance(*peer.owner);
  if (all || divides) return outcome{status::success, static_cast<DWORD>(what.moved)};
  return std::nullopt;
}

void tell_end(socket& of) {
  if (of.link == nullptr || !of.link->has_ended || !of.sends.empty()) return;
  connection* const peer = of.link->peer;
  if (peer == nullptr || std::exchange(peer->peer_has_ended, true)) return;
  if (peer->owner != nullptr) advance(*peer->owner);
}

}  // namespace kernel
