// broker: joins several chat_servers into one chat: the rooms of one name hear the same on all
// servers.
//
// It makes no promise: packets that are on their way when it fails are lost, and the chat of this
// server goes on as before. None of its functions waits.
//
// Thread-safety: any thread.
#pragma once

#include <naru/session/packet_framing.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace samples::chat {

class broker {
 public:
  broker() = default;
  broker(const broker&) = delete;
  broker& operator=(const broker&) = delete;
  virtual ~broker() = default;

  /// subscribe and unsubscribe tell whether this server wants to hear what `room` hears elsewhere.
  /// They take effect in the order of the calls.
  virtual void subscribe(std::string_view room) = 0;
  virtual void unsubscribe(std::string_view room) = 0;
  /// Sends to the rooms of that name on the other servers.
  virtual void publish(std::string_view room, const naru::packet& heard) = 0;
};

/// Called with a packet that a room has heard on another server, on a thread of the broker.
using heard_elsewhere = std::function<void(std::string_view room, const naru::packet& heard)>;

struct redis_options {
  std::string host;  // a name or an address; empty: no Redis
  std::uint16_t port = 0;
  std::size_t queue_max = 10'000;  // packets that wait for Redis; beyond, the oldest are dropped
};

/// Whether this program was built with Redis. If it was not, make_redis_broker throws
/// std::logic_error.
[[nodiscard]] bool has_redis() noexcept;

/// Connects as soon as it can, and again after each loss. Prints on standard output when Redis is
/// lost and when it is back.
[[nodiscard]] std::unique_ptr<broker> make_redis_broker(const redis_options& options,
                                                        heard_elsewhere deliver);

}  // namespace samples::chat
