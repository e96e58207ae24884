// bot: the connection of a player that walks about and checks whether the updates make sense.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/proactor.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>

#include <cstdint>
#include <optional>

#include "../world/protocol.hpp"

namespace samples::world {

class crowd;

class bot final : public naru::session<naru::packet_framing> {
 public:
  explicit bot(crowd& owner) : crowd_(owner) {}

  /// True if it was welcomed and has got an update.
  [[nodiscard]] bool is_there() const noexcept { return last_tick_.has_value(); }
  void walk(direction where);

 private:
  void on_connected() override;
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason reason) override;

  [[nodiscard]] static const naru::packet_handlers<bot&>& handlers();
  void on_update(const update_packet& update);
  void check_tick(std::uint32_t tick);
  [[nodiscard]] bool is_near(position one, position other) const noexcept;

  crowd& crowd_;
  welcome_packet world_;
  std::optional<std::uint32_t> last_tick_;
  naru::proactor::time_point last_time_;
};

}  // namespace samples::world
