// simulated_host: one machine of a naru::simulation, which makes it.
//
// A program runs on it by a proactor, as on a real machine. Its sockets reach other hosts by their
// names and addresses, and programs of the same host by 127.0.0.1 too.
//
//     naru::simulated_host& machine = world.add_host("server", "10.0.0.1");
//     const auto proactor = machine.make_proactor();
//     naru::server<chat_session> server(*proactor, options);
//
// No function is thread-safe: everything in a world happens on one thread.
#pragma once

#include <naru/address.hpp>
#include <naru/log.hpp>
#include <naru/proactor.hpp>
#include <naru/signal_kind.hpp>
#include <naru/simulation/link.hpp>
#include <naru/simulation/system_faults.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <system_error>

namespace naru {

namespace detail {
struct world;
class network_host;
}  // namespace detail

class simulated_host {
 public:
  /// For simulation::add_host, which makes hosts.
  simulated_host(detail::world& around, detail::network_host& host) noexcept
      : world_(around), host_(host) {}
  simulated_host(const simulated_host&) = delete;
  simulated_host& operator=(const simulated_host&) = delete;

  /// The name by which resolvers find it.
  [[nodiscard]] std::string_view name() const noexcept;
  /// The address that other hosts reach it by.
  [[nodiscard]] naru::address address() const noexcept;

  /// A proactor of this host. The simulation must outlive it. Each is like a process of its own,
  /// but may accept for another one of the same host; an accept for one of another host fails with
  /// invalid_argument. Its backend is called "simulated", whatever the options say.
  ///
  /// Call one of the functions of the simulation, or its run: either lets the world go on. While
  /// its own run is under way, other proactors of the same host do not run, because the thread that
  /// runs one proactor of a machine runs no other by that. So if programs of one host are to talk
  /// to each other, call a function of the simulation.
  ///
  /// Its run throws std::logic_error if it would wait and nothing is left in the world to happen.
  [[nodiscard]] std::unique_ptr<proactor> make_proactor(const proactor_options& options = {});

  /// A sink for proactor_options::log that passes each event on to `to` with two fields before its
  /// own: `elapsed`, the virtual time in seconds since the simulation was made, and `host`, the
  /// name of this host. The simulation must outlive it. An empty sink gives an empty one.
  [[nodiscard]] log_sink timed(log_sink to) const;

  /// Changes how this host is connected, in both directions. Throws std::invalid_argument if a
  /// property of the link is out of its range.
  void set_link(const link& to);
  /// From here on no packet comes or goes, and nobody is told. Streams try again, for about three
  /// minutes.
  void vanish();
  /// Ends what vanish began.
  void come_back();
  /// No proactor of this host runs for that time, as if the machine had paused. Packets go on
  /// coming. Of several stalls the one counts that ends last; duration::max() has no end.
  void stall(proactor::duration time);
  /// From here on calls of this host's system fail as often as that says, instead of what was said
  /// before. `{}` ends it. Throws std::invalid_argument if a probability is not from 0 to 1.
  void set_faults(const system_faults& faults);
  /// From here on the clock of this host, by which its proactors and timers go, is fast by so many
  /// millionths, or slow if it is negative. It goes on from where it is and never back. 0 ends it;
  /// what the clock has gained stays. Throws std::invalid_argument beyond 500'000 either way.
  void set_clock_drift(std::int32_t parts_per_million);
  /// Tells every signal_set of this host that watches this kind. Error: invalid_argument if there
  /// is no such kind.
  std::error_code raise(signal_kind kind);

 private:
  friend class simulation;

  detail::world& world_;
  detail::network_host& host_;
};

}  // namespace naru
