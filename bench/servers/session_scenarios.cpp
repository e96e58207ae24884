#include "scenarios.hpp"

namespace bench {

const scenario_table& scenarios() {
  static const scenario_table all{
      {"session_echo", serve_session_echo},
      {"session_broadcast", serve_session_broadcast},
  };
  return all;
}

}  // namespace bench
