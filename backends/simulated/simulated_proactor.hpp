// simulated_proactor: the loop of a simulated host. Its clock is that of the world, and its wait
// lets the world go on.
#pragma once

#include <naru/detail/services.hpp>

#include <cstdint>
#include <memory>
#include <utility>

#include "simulated/deferred_work.hpp"
#include "simulated/network_watcher.hpp"
#include "simulated/simulated_calls.hpp"
#include "simulated/simulated_datagram_calls.hpp"
#include "simulated/world.hpp"
#include "system/system_proactor.hpp"

namespace naru::detail {

class simulated_proactor final : public system_proactor, private services {
 public:
  simulated_proactor(world& around, network_host& host, const proactor_options& options);
  ~simulated_proactor() override;

  [[nodiscard]] std::string_view backend() const noexcept override { return "simulated"; }
  /// The clock of the host.
  [[nodiscard]] time_point now() const noexcept override {
    return host_.clock.shown_at(world_.time.now());
  }
  stream_pointer make_stream() override;
  submission start_timer(timer_entry& entry, time_point deadline, operation& op) override;
  void restart() noexcept override;

  [[nodiscard]] world& around() const noexcept { return world_; }
  [[nodiscard]] network_host& host() const noexcept { return host_; }
  [[nodiscard]] socket_calls& calls() noexcept { return calls_; }
  [[nodiscard]] datagram_calls& datagrams() noexcept { return datagram_calls_; }

  /// Keeps a socket that the network has told of something until this asks. For network_watcher.
  void add_told(network_watcher& socket) noexcept;
  void remove_told(network_watcher& socket) noexcept { told_.remove(socket); }

  /// Runs what is ready. Returns false if the proactor runs already or is stopped, or its host is
  /// stalled. For the driver, like is_marked.
  bool take_turn();
  bool is_marked = false;

 private:
  class alarm;
  class look_again_if_left;

  new_listener make_listener(const listen_options& options) override;
  bool wait(duration timeout) override;
  void wake() noexcept override;
  services* own_services() noexcept override { return this; }
  resolver_pointer make_resolver() override;
  datagram_pointer open_datagram(const endpoint& local, const udp_options& options,
                                 std::error_code& error) override;
  signal_pointer watch_signals(std::span<const signal_kind> kinds, std::error_code& error) override;
  void defer(std::shared_ptr<deferred> what) override { deferred_->add(std::move(what)); }
  void let_happen() override;
  std::uint32_t random_seed() noexcept override;

  void take_wake();
  [[nodiscard]] bool let_world_go_on(duration timeout, bool was_woken);
  void step_until(time_point limit);
  void wait_for_host();
  [[nodiscard]] time_point after(duration time) const noexcept;
  /// A turn at that time of the world.
  void plan_turn(time_point when);
  /// A turn for the next timer.
  void plan_next();
  /// A turn when the clock of the host shows that time.
  void plan_timer(time_point when) { plan_turn(host_.clock.time_of(when)); }
  void note_turn(time_point began, duration rest);

  world& world_;
  network_host& host_;
  const unsigned number_;  // among those of the host, from 1
  simulated_calls calls_;
  simulated_datagram_calls datagram_calls_;
  told_watchers told_;
  std::shared_ptr<alarm> alarm_;
  std::shared_ptr<deferred_work> deferred_;
  bool is_woken_ = false;
  bool is_stalled_ = false;  // its last turn did not come, because its host is stalled
  bool has_turn_ = false;    // inside take_turn
  // For the record: when a program's own run last went on, and what had completed at the last note.
  time_point waited_until_ = timeline::beginning;
  std::uint64_t noted_completions_ = 0;
};

}  // namespace naru::detail
