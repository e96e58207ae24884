// fan_out_workload: one connection sends messages, a fixed number in flight, and the server passes
// each on to all connections. The next message is sent when all have received the last. It is
// patient, because a server that is watched may be slow; a delivery that never comes is counted.
#pragma once

#include <vector>

#include "lockstep.hpp"
#include "message_run.hpp"
#include "workload.hpp"

namespace bench {

class fan_out_workload final : public workload {
 public:
  explicit fan_out_workload(const options& chosen);

 private:
  struct listener {
    descriptor socket;
    std::size_t position = 0;  // in the run of messages
  };

  void turn() override;
  [[nodiscard]] bool within_a_round() const override { return !all_heard_; }
  void hear(listener& who);
  void say();

  const std::size_t in_flight_;
  const message_run messages_;
  const lockstep steps_;
  std::vector<listener> connections_;
  std::vector<std::byte> incoming_;
  std::size_t bytes_missing_ = 0;
  bool all_heard_ = true;
  clock::time_point said_;
  epoll_set ready_;
};

}  // namespace bench
