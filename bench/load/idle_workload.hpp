// idle_workload: connections that exchange one message each and are silent from then on.
#pragma once

#include <memory>
#include <vector>

#include "link.hpp"
#include "workload.hpp"

namespace bench {

class idle_workload final : public workload {
 public:
  explicit idle_workload(const options& chosen);

 private:
  void turn() override;

  std::vector<std::unique_ptr<link>> connections_;
};

}  // namespace bench
