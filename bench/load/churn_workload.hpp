// churn_workload: connects, exchanges one message, closes, and begins again.
#pragma once

#include <vector>

#include "workload.hpp"

namespace bench {

class churn_workload final : public workload {
 public:
  explicit churn_workload(const options& chosen);

 private:
  struct visit {
    descriptor socket;
    clock::time_point began;
    bool asked = false;
    std::size_t received = 0;
  };

  void turn() override;
  void begin(std::size_t slot);
  void go_on(visit& one, std::uint32_t events, std::size_t slot);

  const std::uint16_t port_;
  std::uint32_t number_ = 0;
  std::vector<visit> visits_;
  std::vector<std::byte> message_;
  std::vector<std::byte> incoming_;
  epoll_set ready_;
};

}  // namespace bench
