// idle_workload: connections that exchange one message each and are silent from then on.
#pragma once

#include <vector>

#include "workload.hpp"

namespace bench {

class idle_workload final : public workload {
 public:
  explicit idle_workload(const options& chosen);

 private:
  void turn() override;

  std::vector<descriptor> connections_;
};

}  // namespace bench
