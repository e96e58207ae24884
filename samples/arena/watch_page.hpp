// watch_page: what the arena tells those who run it, over HTTP: /metrics for Prometheus, and /dump
// with the place at which every task waits. Keep its port on an address that players do not reach.
#pragma once

#include <naru/session/raw.hpp>
#include <naru/session/server.hpp>
#include <naru/session/session.hpp>

#include <cstddef>
#include <string>

#include "player.hpp"

namespace samples::arena {

/// The things of which the pages tell.
struct watched {
  naru::proactor& proactor;
  const naru::server<player>& players;
  const shared_by_players& shared;
  const naru::histogram& tick_seconds;
};

class watch_page final : public naru::session<naru::raw> {
 public:
  explicit watch_page(const watched& all) : all_(all) {}

 private:
  static constexpr std::size_t head_max = 8'192;

  void on_message(naru::const_buffer bytes) override;
  void answer(const std::string& type, const std::string& text);
  [[nodiscard]] std::string metrics() const;
  [[nodiscard]] std::string dump() const;

  const watched& all_;
  std::string head_;
};

}  // namespace samples::arena
