// simulation: hosts, their programs and a network between them, in one thread, on a virtual clock,
// from one seed. It is for tests: a server and its players run unchanged on a network that is as
// bad as the test wants it, ten minutes take a moment, and a run that fails comes back with its
// seed.
//
//     naru::simulation world({.seed = 42});
//     naru::simulated_host& machine = world.add_host("server", "10.0.0.1");
//     naru::simulated_host& player = world.add_host("player", naru::link::mobile());
//     …a server on machine.make_proactor(), a client on player.make_proactor()…
//     world.run_for(10min);
//
// A run that is recorded (simulation_options::record) can be looked at in Wireshark and in
// ui.perfetto.dev: world.save("run.pcapng"), world.save("run.json").
//
// It is not for measuring how fast a server is: computing takes no virtual time. A program whose
// behaviour depends on the real clock, on threads, on addresses of objects or on the order of an
// unordered container is not repeated by its seed; `hash` shows that.
//
// No function is thread-safe: everything in a world happens on one thread. A simulation must
// outlive the proactors of its hosts.
#pragma once

#include <naru/proactor.hpp>
#include <naru/simulation/fault.hpp>
#include <naru/simulation/link.hpp>
#include <naru/simulation/simulated_host.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace naru {

/// The environment's NARU_SEED if it is a number; otherwise `otherwise`. So a failing test is
/// repeated without a change of its source.
[[nodiscard]] std::uint64_t seed_of_environment(std::uint64_t otherwise = 1);

/// The options of a simulation.
struct simulation_options {
  /// Everything that chance decides follows from it.
  std::uint64_t seed = seed_of_environment();
  /// If true, chance decides how many bytes a receive or a send of a stream moves. Otherwise each
  /// moves all it can.
  bool partial_transfers = true;
  /// How long one work of a blocking_pool takes at most. Chance decides how long it takes.
  std::chrono::nanoseconds blocking_time_max = std::chrono::milliseconds(10);
  /// If true, the run is recorded, for simulation::save. A record changes nothing in the run: its
  /// hash stays the same.
  bool record = false;
  /// About how many bytes of memory the record may take. When it is full, the oldest events are
  /// dropped, because what led to a failure stands at the end. What is saved says how many are
  /// missing. A packet of 100 bytes takes about 700 bytes, with its arrival, its acknowledgement
  /// and the turns that it causes.
  std::size_t record_bytes_max = std::size_t{64} << 20;
  /// How many bytes of each packet's payload are kept.
  std::size_t record_payload_max = 65'535;
};

class simulation {
 public:
  /// The types of times, which are those of proactors.
  using clock = proactor::clock;
  using duration = proactor::duration;
  using time_point = proactor::time_point;

  /// Makes a world without hosts. Its thread is the only one that may use it.
  explicit simulation(const simulation_options& options = {});
  /// If a proactor of a host is left, the program ends with a sentence.
  ~simulation();
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  /// Adds a host with that name, for resolvers, and one address, of IPv4 or IPv6. If there is none,
  /// it gets one of 10.64.0.0/10. The host lives as long as the simulation. Throws
  /// std::invalid_argument if the address is not one of a single machine, if the name is empty,
  /// "localhost" or an address, if another host has the address or the name, or if the link is out
  /// of range. Names are compared without case.
  simulated_host& add_host(std::string_view name, std::string_view address,
                           const link& to = link::lan());
  simulated_host& add_host(std::string_view name, const link& to = link::lan());

  // Time.

  /// The clock of the world. Every proactor in it has the same, unless the clock of its host
  /// drifts.
  [[nodiscard]] time_point now() const noexcept;
  /// The virtual time since the simulation was made.
  [[nodiscard]] duration elapsed() const noexcept;

  /// Runs every program until nothing is left to happen: what is pending then waits for ever. An
  /// exception that leaves a completion function leaves run; after that run may be called again.
  void run();
  /// Works like run, but returns when `time` has passed; never earlier.
  void run_for(duration time);
  /// Runs until `done` returns true, which is asked after each step. Returns false if `limit` has
  /// passed and it is still false.
  [[nodiscard]] bool run_until(const std::function<bool()>& done,
                               duration limit = std::chrono::hours(1));
  /// Lets time pass inside of a completion function, as if it had computed for so long. Packets go
  /// on coming, and no program runs meanwhile.
  void spend(duration time);

  // Faults of the network between two hosts. Each is for one direction, from the first to the
  // second.

  /// Replaces the links of both hosts, for packets of this direction. Throws std::invalid_argument
  /// if the link is out of range.
  void set_link(simulated_host& from, simulated_host& to, const link& path);
  /// Packets are lost until unblock. A stream sends them again, for about three minutes.
  void block(simulated_host& from, simulated_host& to);
  /// Ends what block began.
  void unblock(simulated_host& from, simulated_host& to);
  /// Packets wait until release, and then come all at once.
  void hold(simulated_host& from, simulated_host& to);
  /// Ends what hold began.
  void release(simulated_host& from, simulated_host& to);
  /// Resets the connections between both hosts, at both ends.
  void reset(simulated_host& one, simulated_host& other);

  // Faults that begin and end by themselves.

  /// Each of these begins and ends when its time has come. Those that overlap combine, and leave
  /// alone what calls like block have begun. What lies in the past begins now. Throws
  /// std::invalid_argument if there is no host of that name, or if a number is out of its range.
  /// Then nothing is planned.
  void plan(std::span<const fault> faults);
  /// How many planned faults have begun.
  [[nodiscard]] std::uint64_t faults() const noexcept;

  // Repeating a run.

  /// The seed of the options.
  [[nodiscard]] std::uint64_t seed() const noexcept;
  /// A number from 0 to `bound` - 1, drawn from the seed. If `bound` is 0, the program ends with a
  /// sentence. A test draws its
  /// own decisions here, so that its seed repeats them.
  [[nodiscard]] std::uint64_t random(std::uint64_t bound) noexcept;
  /// The number of events so far, and a hash over them. Two runs that are alike have the same.
  [[nodiscard]] std::uint64_t events() const noexcept;
  [[nodiscard]] std::uint64_t hash() const noexcept;
  /// Adds a number to the hash: something that the program has seen, and that must repeat.
  void note(std::uint64_t what) noexcept;

  // The record of a run, if simulation_options::record asks for it.

  /// Writes a note of the program's own into the record: "player 17 logged in". Does nothing if
  /// the run is not recorded.
  void mark(std::string_view text);
  /// Writes what is recorded to a file. Its ending says what it becomes:
  ///
  /// - `.pcapng`: the packets, for Wireshark. Each stands there once, as it left its host. Comments
  ///   tell which were lost and why, and of faults, names and marks.
  /// - `.json`: a trace that ui.perfetto.dev opens: hosts, turns of proactors, packets,
  /// connections,
  ///   faults, marks.
  /// - `.mmd`: a sequence diagram of everything in Mermaid's language, at most 200 lines.
  /// `sequence`
  ///   gives one of a part.
  ///
  /// May be called at any time, and again. Throws std::invalid_argument for another ending,
  /// std::filesystem::filesystem_error, which names the file, if it cannot be written, and
  /// std::logic_error if the run is not recorded.
  void save(const std::filesystem::path& file) const;
  /// A sequence diagram in Mermaid's language of one connection, by its number: the first one that
  /// was begun has number 1. If it has more than `lines_max` lines, some in the middle are left
  /// out, and a note tells how many. Throws std::logic_error if the run is not recorded.
  [[nodiscard]] std::string sequence(std::uint64_t connection, std::size_t lines_max = 60) const;
  /// Works like the above, for everything that passed between two hosts.
  [[nodiscard]] std::string sequence(const simulated_host& one, const simulated_host& other,
                                     std::size_t lines_max = 60) const;

 private:
  const std::uint64_t seed_;
  const std::unique_ptr<detail::world> world_;
  std::deque<std::optional<simulated_host>> hosts_;  // none but the one being added is empty
};

/// Makes two simulations of that seed, one after the other, lets `scenario` run in each, and
/// returns whether their hashes are the same. If they are not, the program depends on something
/// that the seed does not decide.
[[nodiscard]] bool repeats(const simulation_options& options,
                           const std::function<void(simulation&)>& scenario);

}  // namespace naru
