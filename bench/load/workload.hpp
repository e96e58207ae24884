// workload: one way to keep a server busy; counts the replies.
#pragma once

#include <cstdint>
#include <memory>

#include "latencies.hpp"
#include "options.hpp"
#include "socket.hpp"

namespace bench {

class workload {
 public:
  workload() = default;
  workload(const workload&) = delete;
  workload& operator=(const workload&) = delete;
  virtual ~workload() = default;

  /// Goes on until `end`, or until `messages` more came back; then to the end of a round if there
  /// are rounds.
  void run(clock::time_point end, std::uint64_t messages) {
    const std::uint64_t enough = completed + messages;
    while ((completed < enough && clock::now() < end) || within_a_round()) turn();
  }

  /// The share of the connection with the fewest replies, compared with a fair share: 1 if all got
  /// the same.
  [[nodiscard]] virtual double least_share() const { return 1; }

  std::uint64_t completed = 0;  // messages that came back whole
  std::uint64_t lost = 0;
  latencies latency;

 private:
  /// Looks once at what is ready, and handles it.
  virtual void turn() = 0;

  [[nodiscard]] virtual bool within_a_round() const { return false; }
};

/// Its connections are established when this returns. Throws std::system_error if they cannot be.
[[nodiscard]] std::unique_ptr<workload> make_workload(const options& chosen);

}  // namespace bench
