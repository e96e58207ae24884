#include "minimise.hpp"

#include <algorithm>
#include <cstdio>

namespace mix {
namespace {

// The numbers of a sentence are times and counts, which differ in a shorter run.
std::string without_numbers(std::string finding) {
  std::erase_if(finding, [](char c) { return c >= '0' && c <= '9'; });
  return finding;
}

}  // namespace

// A shorter run may break another rule. It would hide the one that was found, so it is no result.
void print_shortest(const naru::failing_run& failing, const std::string& finding,
                    const std::vector<std::string>& record) {
  const auto fails = [kind = without_numbers(finding)](const naru::failing_run& each) {
    return without_numbers(run(each).finding) == kind;
  };
  const naru::failing_run least = naru::minimise(failing, fails);
  std::printf("what it needs: %s\n  and fails then: %s\n", to_string(least).c_str(),
              run(least, record).finding.c_str());
}

}  // namespace mix
