#include "scenarios.hpp"

namespace bench {

const scenario_table& scenarios() {
  static const scenario_table all{{"web_echo", serve_web_echo}};
  return all;
}

}  // namespace bench
