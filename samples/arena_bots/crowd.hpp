// crowd: many bots on one thread. First all enter the arena, then they play for some time, then
// they wait until every whisper has been answered.
#pragma once

#include <naru/callback.hpp>
#include <naru/every.hpp>
#include <naru/proactor.hpp>
#include <naru/session/client.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>

#include "bot.hpp"
#include "options.hpp"
#include "tally.hpp"

namespace samples::arena {

class crowd {
 public:
  crowd(naru::proactor& owner, const bots_options& options);

  /// Runs the proactor until everything is over. Call it once.
  void run();

  [[nodiscard]] const tally& counted() const noexcept { return tally_; }
  [[nodiscard]] std::size_t there() const noexcept { return there_; }
  [[nodiscard]] std::chrono::duration<double> entered_in() const noexcept { return entered_in_; }

  // Used by the bots.

  [[nodiscard]] tally& count() noexcept { return tally_; }
  [[nodiscard]] std::size_t size() const noexcept { return connections_.size(); }
  /// The number of one of the bots.
  [[nodiscard]] std::size_t someone() { return options_.first + random(size()); }
  [[nodiscard]] std::size_t random(std::size_t below);
  void arrived() { ++there_; }
  void lost(naru::close_reason reason, bool was_there);

 private:
  enum class phase : std::uint8_t { entering, playing, settling, leaving };

  struct connection {
    connection(crowd& owner, const naru::client_options& options, std::size_t number);

    naru::client<bot> client;
    naru::member_callback stopped;
  };

  void on_stopped(naru::io_result) {}
  void step();
  void play();
  void enter_phase(phase next);

  naru::proactor& proactor_;
  const bots_options options_;
  tally tally_;
  std::size_t there_ = 0;
  phase phase_ = phase::entering;
  naru::proactor::time_point phase_began_;
  std::chrono::duration<double> entered_in_{};
  std::uint64_t steps_ = 0;
  std::minstd_rand random_;
  std::deque<connection> connections_;
  naru::ticker beat_;
};

}  // namespace samples::arena
