// fan_out_workload: one connection says something, and the server passes it on to all of them. The
// next is said when everybody has heard the last.
#pragma once

#include <vector>

#include "workload.hpp"

namespace bench {

class fan_out_workload final : public workload {
 public:
  explicit fan_out_workload(const options& chosen);

 private:
  void turn() override;
  void say();

  const std::size_t message_size_;
  std::vector<descriptor> connections_;
  std::vector<std::byte> message_;
  std::vector<std::byte> incoming_;
  std::size_t bytes_missing_ = 0;
  clock::time_point said_;
  epoll_set ready_;
};

}  // namespace bench
