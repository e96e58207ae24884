// Datagrams.
#include <algorithm>
#include <cstring>

#include "seed.hpp"
#include "socket.hpp"

namespace kernel {
namespace {

// The most bytes that a datagram holds.
constexpr std::size_t payload_max_v4 = 65507;
constexpr std::size_t payload_max_v6 = 65527;

vector<std::byte> gather(const vector<WSABUF>& buffers) {
  vector<std::byte> all;
  for (const WSABUF& each : buffers) {
    const auto* const first = reinterpret_cast<const std::byte*>(each.buf);
    all.insert(all.end(), first, first + each.len);
  }
  return all;
}

/// Returns how many of the bytes found room.
std::size_t scatter(const vector<std::byte>& bytes, const vector<WSABUF>& buffers) noexcept {
  std::size_t moved = 0;
  for (const WSABUF& each : buffers) {
    const std::size_t count = std::min<std::size_t>(each.len, bytes.size() - moved);
    if (count != 0) std::memcpy(each.buf, bytes.data() + moved, count);
    moved += count;
  }
  return moved;
}

void deliver(socket& to, const datagram& sent) {
  if (to.datagram_bytes + sent.bytes.size() > static_cast<std::size_t>(to.receive_room)) return;
  to.datagrams.push_back(sent);
  to.datagram_bytes += sent.bytes.size();
  advance(to);
}

/// The place from which a datagram to the target comes.
place source_of(const socket& from, const place& target) noexcept {
  place source = *from.local;
  if (source.is_any()) {
    source.host = target.is_local() ? target.host : loopback_place(target.is_v4()).host;
  }
  return source;
}

}  // namespace

std::optional<outcome> attempt_receive_from(socket& on, request& what) {
  if (!on.local) return outcome{status::invalid_parameter};
  if (on.has_report) {
    on.has_report = false;
    return outcome{status::port_unreachable};
  }
  if (on.datagrams.empty()) return std::nullopt;
  const datagram& next = on.datagrams.front();
  const std::size_t moved = scatter(next.bytes, what.buffers);
  const bool whole = moved == next.bytes.size();
  if (what.source != nullptr) {
    static_cast<void>(write_place(next.source, on.family, what.source, what.source_size));
  }
  if (!what.peeks) {
    on.datagram_bytes -= next.bytes.size();
    on.datagrams.pop_front();
  }
  return outcome{whole ? status::success : status::buffer_overflow, static_cast<DWORD>(moved)};
}

// The network takes every datagram at once. It drops what finds no room.
std::optional<outcome> attempt_send_to(socket& on, request& what) {
  const std::optional<place>& to = what.target ? what.target : on.peer;
  if (!to) return outcome{status::invalid_connection};
  place target = *to;
  if (target.is_any()) target.host = loopback_place(target.is_v4()).host;
  datagram sent;
  sent.bytes = gather(what.buffers);
  if (sent.bytes.size() > (target.is_v4() ? payload_max_v4 : payload_max_v6)) {
    return outcome{status::buffer_overflow};
  }
  if (target.is_broadcast() && !on.broadcasts) return outcome{status::access_denied};
  sent.source = source_of(on, target);
  const vector<socket*> receivers = find_receivers(on, sent.source, target);
  const bool is_known_closed = receivers.empty() && target.is_local();
  if (is_known_closed && (on.reports || draw(4))) {
    on.has_report = true;
    advance(on);
  }
  for (socket* const each : receivers) deliver(*each, sent);
  return outcome{status::success, static_cast<DWORD>(sent.bytes.size())};
}

}  // namespace kernel
