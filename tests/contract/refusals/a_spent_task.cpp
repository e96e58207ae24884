// A task is run after it has been moved from.
#include <naru/naru.hpp>

#include <utility>

#include "ends_quietly.hpp"

namespace {

naru::task<> nothing() { co_return; }

}  // namespace

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  naru::task<> first = nothing();
  naru::run(*proactor, std::move(first));
  naru::run(*proactor, std::move(first));  // NOLINT(bugprone-use-after-move): that is the mistake
  return 0;
}
