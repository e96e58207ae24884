// swarm: many bots and their connections, on one thread.
//
// First all bots enter their rooms, then they talk for some time, then they listen until every
// remark is heard, or nothing comes any more.
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>
#include <naru/session/client.hpp>
#include <naru/timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "../options.hpp"
#include "bot.hpp"
#include "remark.hpp"
#include "tally.hpp"

namespace samples::chat {

class swarm {
 public:
  swarm(naru::proactor& owner, const client_options& options);

  /// Runs the proactor until everything is over. Call it once.
  void run();

  [[nodiscard]] const tally& counted() const noexcept { return tally_; }
  [[nodiscard]] std::chrono::duration<double> talked() const noexcept { return talked_; }

  // For the bots' sessions.

  [[nodiscard]] tally& count() noexcept { return tally_; }
  [[nodiscard]] const std::string& room_name(std::size_t room) const { return room_names_[room]; }
  /// Null if the name is not that of a bot.
  [[nodiscard]] const bot* find(std::string_view name) const;
  void entered(bot& one);
  void heard(const remark& what);
  void lost(naru::close_reason reason);
  void try_name_again(std::weak_ptr<bot_session> one) { nameless_.push_back(std::move(one)); }

 private:
  enum class phase : std::uint8_t { entering, talking, listening, leaving };

  struct nothing {
    void operator()(naru::io_result) const noexcept {}
  };
  struct connection {
    connection(swarm& owner, bot& self, const naru::client_options& options);

    naru::client<bot_session> client;
    naru::callback<nothing> stopped{nothing()};
  };

  void on_step(naru::io_result result);
  void go_on();
  void begin(phase next);
  [[nodiscard]] naru::proactor::duration in_phase() const { return proactor_.now() - since_; }
  void talk();
  void say(std::size_t speaker);
  void leave();

  naru::proactor& proactor_;
  const bots_options options_;
  tally tally_;
  std::vector<std::string> room_names_;
  std::vector<std::size_t> room_sizes_;
  std::deque<bot> bots_;
  std::unordered_map<std::string_view, bot*> by_name_;
  std::vector<std::weak_ptr<bot_session>> nameless_;
  std::minstd_rand random_;
  phase phase_ = phase::entering;
  naru::proactor::time_point since_;  // when this phase began, or something was last heard in it
  std::uint64_t steps_ = 0;
  std::uint64_t turns_ = 0;  // to say something
  std::chrono::duration<double> talked_{};
  naru::timer timer_;
  naru::member_callback step_ = naru::bind<&swarm::on_step>(this);
  std::deque<connection> connections_;
};

/// Returns true if nothing was lost and nothing was wrong. Prints a report.
[[nodiscard]] bool run_bots(const client_options& options);

}  // namespace samples::chat
