// machine: a host of one run, and the programs on it, which share a proactor as one process does.
#pragma once

#include <naru/simulation.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chores.hpp"
#include "relay.hpp"
#include "scene.hpp"
#include "service.hpp"
#include "visitor.hpp"

namespace mix {

/// A client that a machine has.
struct visitor_plan {
  service_plan service;
  naru::client_options options;
};

/// A relay that a machine has.
struct relay_plan {
  std::uint16_t port;
  naru::endpoint server;
};

/// What runs on a machine from its start on.
struct machine_plan {
  std::vector<service_plan> services;
  std::vector<relay_plan> relays;
  std::vector<visitor_plan> visitors;
  bool has_chores = false;
  bool echoes_datagrams = false;
  naru::endpoint datagram_echo;
};

class machine {
 public:
  /// Runs the world until the function returns true. Returns false if it never does.
  using runner = std::function<bool(const std::function<bool()>&)>;

  machine(scene& in, naru::simulated_host& host, machine_plan plan,
          const std::vector<naru::simulated_host*>& all);

  [[nodiscard]] naru::simulated_host& host() const noexcept { return host_; }

  /// Starts all that the plan names.
  void start();
  /// Ends all programs with what is left of them, as a process ends that is killed. The tasks are
  /// asked to end first.
  void kill(const runner& run);
  /// Stops one service in good order, and makes it again later.
  void restart_service(naru::proactor::duration drain);
  /// Makes services again that have stopped, and clients.
  void renew();
  /// Lets somebody do something with a service or a client.
  void disturb();
  /// Tests what holds at any time.
  void check();

  /// Begins to stop all.
  void stop(naru::proactor::duration drain);
  [[nodiscard]] bool has_stopped() const;
  /// Ends all once it has stopped, and tests what must be left: nothing.
  void end(const runner& run);

 private:
  template <class Make>
  bool unless_a_call_fails(Make make);
  void make_service_again(std::size_t place);
  void stop_tasks();
  [[nodiscard]] bool tasks_have_ended() const;
  void join_tasks();
  void on_failure(const naru::failure& failed);
  void require(bool holds, std::string_view sentence) { scene_.seen.require(holds, sentence); }

  scene& scene_;
  naru::simulated_host& host_;
  const machine_plan plan_;
  const std::vector<naru::simulated_host*> all_;
  std::unique_ptr<naru::proactor> proactor_;
  std::vector<std::unique_ptr<service>> services_;
  std::vector<std::unique_ptr<relay>> relays_;
  std::vector<std::unique_ptr<visitor>> visitors_;
  std::optional<clockwork> clockwork_;
  std::optional<serial_work> serial_;
  std::optional<errands> errands_;
  std::optional<datagram_echo> echo_;
  std::size_t checked_ = 0;
};

}  // namespace mix
