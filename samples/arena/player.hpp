// player: the connection of a player, from the login to the end. Its conversation is one function.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/coroutine_session.hpp>
#include <naru/session/packet_framing.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "lobby.hpp"
#include "protocol.hpp"
#include "treasury.hpp"

namespace samples::arena {

/// The arena's own reasons for ending a session: see naru::close_code.
enum class ending : std::uint32_t { kicked = 1, refused };

struct whisper_counts {
  std::atomic<std::uint64_t> delivered = 0;
  std::atomic<std::uint64_t> not_delivered = 0;
};

/// The things that all players share.
struct shared_by_players {
  treasury& scores;
  lobby& hall;
  std::string admin;
  whisper_counts whispers;
};

class player final : public naru::coroutine_session<naru::packet_framing> {
 public:
  explicit player(shared_by_players& shared) : shared_(shared) {}

  /// Known, and the same to the end, once the player is in a room.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Tells the player why, and ends the session. Any thread may call this.
  void put_out(ending why, std::string_view text);

 private:
  naru::task<> serve() override;
  void on_closed(naru::close_reason reason) override;

  naru::task<bool> log_in();
  naru::task<bool> join();
  naru::task<> converse();
  naru::task<bool> handle(const naru::packet& received);
  naru::task<> pass_on(whisper one);
  naru::task<> kick_out(kick one);
  naru::task<> move_to(std::uint16_t number);

  shared_by_players& shared_;
  std::string name_;
  std::int64_t account_ = 0;
  room* room_ = nullptr;  // null before the lobby has admitted the player
  bool joined_ = false;   // from here on the room frees the name
};

}  // namespace samples::arena
