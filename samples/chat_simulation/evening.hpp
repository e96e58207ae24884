// evening: one run of the simulated world: a chat_server, its players on four kinds of links, what
// goes wrong between them, and the checks at its end.
//
//     evening one(options);
//     one.run();
//     if (one.wrong().count() != 0) …
#pragma once

#include <naru/callback.hpp>
#include <naru/session/client.hpp>
#include <naru/simulation.hpp>
#include <naru/task_scope.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string_view>

#include "../chat_server/service.hpp"
#include "../common/histogram.hpp"
#include "findings.hpp"
#include "options.hpp"
#include "player.hpp"
#include "witness.hpp"

namespace samples::chat {

/// The players on links of one kind.
struct link_kind {
  std::string_view name;
  naru::link link;
  histogram latency = {};  // from saying to hearing
  std::size_t players = 0;
};

class evening {
 public:
  explicit evening(const evening_options& options);

  /// Runs it from the first connection to the last. Call it once.
  void run();

  // Afterwards.

  [[nodiscard]] const findings& wrong() const noexcept { return wrong_; }
  [[nodiscard]] const naru::simulation& world() const noexcept { return world_; }
  [[nodiscard]] const std::array<link_kind, 4>& kinds() const noexcept { return kinds_; }
  [[nodiscard]] std::size_t rooms() const noexcept { return company_.rooms; }
  [[nodiscard]] std::uint64_t faults() const noexcept { return faults_; }
  [[nodiscard]] std::uint64_t stalls() const noexcept { return stalls_; }
  [[nodiscard]] std::uint64_t accepted() const noexcept { return witness_.remarks(); }
  /// Adds up a number of every player.
  [[nodiscard]] std::uint64_t sum(const std::function<std::uint64_t(const player&)>& of) const;

 private:
  using time_point = naru::simulation::time_point;

  enum class trouble : std::uint8_t { none, away, deaf, crowded };

  /// A player with its machine and its program.
  struct guest {
    guest(evening& all, naru::simulated_host& on, link_kind& linked, std::size_t number);

    void on_stopped(naru::io_result) noexcept { has_stopped = true; }

    naru::simulated_host& host;
    link_kind& kind;
    player self;
    std::unique_ptr<naru::proactor> proactor;
    naru::client<player_session> client;
    trouble has = trouble::none;
    time_point until{};
    bool has_stopped = false;
    naru::member_callback stopped = naru::bind<&guest::on_stopped>(this);
  };

  void let_guests_come();
  void go_on();
  void begin_trouble(guest& one);
  void end_trouble(guest& one);
  void let_guests_hear_the_rest();
  void close();
  void check_guests();
  void check_that_nothing_is_left();
  [[nodiscard]] bool is_up_to_date(const guest& one) const;
  /// Looks once a second; adds a finding if it takes longer than the limit.
  void wait_until(std::string_view what, std::chrono::seconds limit,
                  const std::function<bool()>& done);
  [[nodiscard]] bool all_of(const std::function<bool(const guest&)>& is_so) const;

  naru::simulation world_;
  findings wrong_;
  witness witness_{wrong_};
  company company_;
  std::array<link_kind, 4> kinds_;
  naru::simulated_host& machine_;
  std::unique_ptr<naru::proactor> proactor_;
  service chat_;
  naru::task_scope serving_;
  std::deque<guest> guests_;
  const std::chrono::minutes minutes_;
  std::uint64_t faults_ = 0;
  std::uint64_t stalls_ = 0;
};

}  // namespace samples::chat
