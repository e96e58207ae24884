// world: everything that a simulation is made of.
#pragma once

#include <cstdint>
#include <memory>

#include "simulated/driver.hpp"
#include "simulated/network.hpp"
#include "simulated/packet_flights.hpp"
#include "simulated/random_source.hpp"
#include "simulated/run_record.hpp"
#include "simulated/socket_table.hpp"
#include "simulated/timeline.hpp"

namespace naru::detail {

struct world {
  explicit world(std::uint64_t seed) : random(seed) {}

  random_source random;
  timeline time;
  network net{time, random};
  driver hosts{time, random};
  socket_table sockets;
  packet_flights packets{net};
  std::uint64_t faults = 0;  // planned ones that have begun
  timeline::duration blocking_time_max{};
  std::unique_ptr<run_record> record;  // null if the run is not recorded; the network knows it too
};

}  // namespace naru::detail
