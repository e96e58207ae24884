// mailbox: what the chat wants from Redis, until the broker's thread has time for it. Bounded: of
// the packets that wait too long the oldest go.
//
// Thread-safety: any thread.
#pragma once

#include <naru/session/packet_framing.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wake_pipe.hpp"

namespace samples::chat::redis {

struct letter {
  std::string room;
  std::string packet;  // its number in two bytes, little-endian, and its body
};

class mailbox {
 public:
  using names = std::set<std::string, std::less<>>;

  explicit mailbox(std::size_t letters_max) : letters_max_(letters_max) {}

  // By the chat. None waits.

  void subscribe(std::string_view room);
  void unsubscribe(std::string_view room);
  void publish(std::string_view room, const naru::packet& heard);
  void stop();

  // By the broker's thread.

  struct work {
    std::vector<std::string> subscribe;
    std::vector<std::string> unsubscribe;
    std::vector<letter> publish;
    bool stop = false;  // and nothing is left after this

    [[nodiscard]] bool empty() const noexcept {
      return subscribe.empty() && unsubscribe.empty() && publish.empty();
    }
  };

  /// Every room that is subscribed to; from here on take tells what changes.
  [[nodiscard]] names linked();
  /// From here on nobody takes, and subscriptions are only remembered.
  void unlinked();
  /// What there is to do, not all of it at once where there is much.
  [[nodiscard]] work take();
  /// Wakes whoever polls it as soon as there is something to do.
  [[nodiscard]] const wake_pipe& pipe() const noexcept { return pipe_; }
  [[nodiscard]] bool stopped() const;
  /// How many letters were dropped since the last call.
  [[nodiscard]] std::uint64_t take_dropped();

 private:
  void change(std::string_view room);  // with the lock held
  void wake();                         // with the lock held

  const std::size_t letters_max_;
  wake_pipe pipe_;
  mutable std::mutex mutex_;  // guards the rest
  bool linked_ = false;
  bool stopped_ = false;
  bool woken_ = false;
  names subscribed_;
  names changed_;
  std::deque<letter> letters_;
  std::uint64_t dropped_ = 0;
};

}  // namespace samples::chat::redis
