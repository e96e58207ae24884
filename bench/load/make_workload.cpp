#include <stdexcept>

#include "../burst.hpp"
#include "churn_workload.hpp"
#include "datagram_workload.hpp"
#include "echo_workload.hpp"
#include "fan_out_workload.hpp"
#include "idle_workload.hpp"
#include "workload.hpp"

namespace bench {

std::unique_ptr<workload> make_workload(const options& chosen) {
  if (chosen.workload == "echo") return std::make_unique<echo_workload>(chosen);
  if (chosen.workload == "churn") return std::make_unique<churn_workload>(chosen);
  if (chosen.workload == "fan_out") return std::make_unique<fan_out_workload>(chosen);
  if (chosen.workload == "udp") return std::make_unique<datagram_workload>(chosen, 1);
  if (chosen.workload == "burst") return std::make_unique<datagram_workload>(chosen, burst);
  if (chosen.workload == "idle") return std::make_unique<idle_workload>(chosen);
  throw std::invalid_argument("no such workload: " + chosen.workload);
}

}  // namespace bench
