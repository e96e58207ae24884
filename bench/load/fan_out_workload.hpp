// fan_out_workload: one connection says something, so many messages in flight of it, and the server
// passes it on to all of them. The next is said when everybody has heard the last.
#pragma once

#include <vector>

#include "message_run.hpp"
#include "workload.hpp"

namespace bench {

class fan_out_workload final : public workload {
 public:
  explicit fan_out_workload(const options& chosen);

 private:
  struct listener {
    descriptor socket;
    std::size_t position = 0;  // in what is said
  };

  void turn() override;
  void hear(listener& who);
  void say();

  const std::size_t in_flight_;
  const message_run messages_;
  std::vector<listener> connections_;
  std::vector<std::byte> incoming_;
  std::size_t bytes_missing_ = 0;
  clock::time_point said_;
  epoll_set ready_;
};

}  // namespace bench
