// bot: the connection of a player that walks about, whispers to others, and checks what it is told.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/proactor.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "../arena/protocol.hpp"

namespace samples::arena {

class crowd;

/// A snapshot as a bot reads it.
struct snapshot {
  static constexpr auto id = packet_id::snapshot;
  snapshot_head head;
  std::size_t players = 0;

  void read(naru::packet_reader& from);
};

class bot final : public naru::session<naru::packet_framing> {
 public:
  bot(crowd& owner, std::size_t number) : crowd_(owner), number_(number) {}

  /// True if it was welcomed and has got a snapshot.
  [[nodiscard]] bool is_there() const noexcept { return last_tick_.has_value(); }
  void step(bool whispers);

 private:
  static const naru::packet_handlers<bot&>& handlers();

  void on_connected() override;
  void on_message(naru::packet received) override;
  void on_closed(naru::close_reason reason) override;

  void on_refused(const refused& one);
  void on_snapshot(const snapshot& one);
  void on_whisper_result(const whisper_result& one);

  crowd& crowd_;
  const std::size_t number_;
  std::uint32_t whispers_ = 0;
  std::uint16_t room_ = 0;
  std::optional<std::uint32_t> last_tick_;
  naru::proactor::time_point last_time_;
};

[[nodiscard]] std::string bot_name(std::size_t number);

}  // namespace samples::arena
