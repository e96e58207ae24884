#include "minimise.hpp"

#include <cstdio>

namespace mix {

void print_shortest(const naru::failing_run& failing, const std::vector<std::string>& record) {
  const auto fails = [](const naru::failing_run& each) { return !run(each).finding.empty(); };
  const naru::failing_run least = naru::minimise(failing, fails);
  std::printf("what it needs: %s\n  and fails then: %s\n", to_string(least).c_str(),
              run(least, record).finding.c_str());
}

}  // namespace mix
