#include "scenarios.hpp"

namespace bench {

const scenario_table& scenarios() {
  static const scenario_table all{{"echo", serve_echo}, {"idle", serve_idle}};
  return all;
}

}  // namespace bench
