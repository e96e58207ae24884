// crowd: many bots on one thread. First all enter the world, then they walk for some time.
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>
#include <naru/session/client.hpp>
#include <naru/timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "bot.hpp"
#include "options.hpp"
#include "tally.hpp"

namespace samples::world {

class crowd {
 public:
  crowd(naru::proactor& owner, const bots_options& options);

  /// Runs the proactor until everything is over. Call it once.
  void run();

  [[nodiscard]] const tally& counted() const noexcept { return tally_; }
  [[nodiscard]] std::size_t there() const noexcept { return there_; }
  /// The time for which they walked.
  [[nodiscard]] std::chrono::duration<double> walked() const noexcept { return walked_; }
  [[nodiscard]] std::uint16_t ticks_per_second() const noexcept { return ticks_per_second_; }

  // Used by the bots.

  [[nodiscard]] tally& count() noexcept { return tally_; }
  /// Memory for what one function has to remember.
  [[nodiscard]] std::vector<position>& scratch() noexcept { return scratch_; }
  void arrived(const welcome_packet& world);
  void lost(naru::close_reason reason, bool was_there);

 private:
  struct nothing {
    void operator()(naru::io_result) const noexcept {}
  };
  struct connection {
    connection(crowd& owner, const naru::client_options& options);

    naru::client<bot> client;
    naru::callback<nothing> stopped{nothing()};
  };

  void on_step(naru::io_result result);
  void walk();
  void leave();

  naru::proactor& proactor_;
  const bots_options options_;
  tally tally_;
  std::size_t there_ = 0;
  std::uint16_t ticks_per_second_ = 0;
  naru::proactor::time_point began_;  // when connecting began, later when walking began
  std::chrono::duration<double> walked_{};
  std::uint64_t steered_ = 0;
  std::minstd_rand random_;
  std::vector<position> scratch_;
  naru::timer timer_;
  naru::member_callback step_ = naru::bind<&crowd::on_step>(this);
  std::deque<connection> connections_;
};

}  // namespace samples::world
