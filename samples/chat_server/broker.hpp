// broker: what joins several chat_servers into one chat: what one room hears here, the rooms of
// that name elsewhere hear too.
//
// It makes no promise: what is on its way when it fails is lost, and the chat of this server goes
// on as before. None of its functions waits.
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

  /// From here on what `room` hears elsewhere is wanted, or no longer. In the order of the calls.
  virtual void subscribe(std::string_view room) = 0;
  virtual void unsubscribe(std::string_view room) = 0;
  /// To the rooms of that name elsewhere.
  virtual void publish(std::string_view room, const naru::packet& heard) = 0;
};

/// What a room has heard elsewhere; on a thread of the broker's.
using heard_elsewhere = std::function<void(std::string_view room, const naru::packet& heard)>;

struct redis_options {
  std::string host;  // a name or an address; empty: no Redis
  std::uint16_t port = 0;
  std::size_t queue_max = 10'000;  // packets that wait for Redis; of more the oldest are dropped
};

/// Whether this program was built with Redis. Where not, make_redis_broker throws std::logic_error.
[[nodiscard]] bool has_redis() noexcept;

/// Connects as soon as it can, and again after each loss; says on standard output when it is lost
/// and when it is back.
[[nodiscard]] std::unique_ptr<broker> make_redis_broker(const redis_options& options,
                                                        heard_elsewhere deliver);

}  // namespace samples::chat
