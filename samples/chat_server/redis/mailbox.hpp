// mailbox: keeps the chat's wishes to Redis until the broker's thread has time for them. It is
// limited: if too many packets wait, the oldest are dropped.
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
  std::string packet;  // the packet's number in two bytes, little-endian, and its body
};

class mailbox {
 public:
  using names = std::set<std::string, std::less<>>;

  explicit mailbox(std::size_t letters_max) : letters_max_(letters_max) {}

  // Called by the chat. None of these waits.

  void subscribe(std::string_view room);
  void unsubscribe(std::string_view room);
  void publish(std::string_view room, const naru::packet& heard);
  void stop();

  // Called by the broker's thread.

  struct work {
    std::vector<std::string> subscribe;
    std::vector<std::string> unsubscribe;
    std::vector<letter> publish;
    bool stop = false;  // nothing is left after this

    [[nodiscard]] bool empty() const noexcept {
      return subscribe.empty() && unsubscribe.empty() && publish.empty();
    }
  };

  /// Every room that is subscribed to. From here on take tells what changes.
  [[nodiscard]] names linked();
  /// From here on nobody takes, and subscriptions are only remembered.
  void unlinked();
  /// The work to do; if there is much, only a part of it.
  [[nodiscard]] work take();
  /// Wakes a thread that polls it as soon as there is work.
  [[nodiscard]] const wake_pipe& pipe() const noexcept { return pipe_; }
  [[nodiscard]] bool stopped() const;
  /// How many letters were dropped since the last call.
  [[nodiscard]] std::uint64_t take_dropped();

 private:
  void change(std::string_view room);  // with the lock held
  void wake();                         // with the lock held

  const std::size_t letters_max_;
  wake_pipe pipe_;
  mutable std::mutex mutex_;  // guards the members below
  bool linked_ = false;
  bool stopped_ = false;
  bool woken_ = false;
  names subscribed_;
  names changed_;
  std::deque<letter> letters_;
  std::uint64_t dropped_ = 0;
};

}  // namespace samples::chat::redis
