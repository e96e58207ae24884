#include "scenarios.hpp"

namespace bench {

const scenario_table& scenarios() {
  static const scenario_table all{
      {"echo", serve_echo}, {"idle", serve_idle},   {"fan_out", serve_fan_out},
      {"udp", serve_udp},   {"burst", serve_burst},
  };
  return all;
}

}  // namespace bench
