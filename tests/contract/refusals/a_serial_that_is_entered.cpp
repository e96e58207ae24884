// A serial is destroyed while a task that has entered it waits for its turn.
#include <naru/naru.hpp>

#include <memory>

#include "ends_quietly.hpp"

namespace {

naru::task<> visit(naru::serial& turn) { co_await turn.enter(); }

naru::task<> destroy_what_is_entered(naru::proactor& proactor) {
  auto turn = std::make_unique<naru::serial>(proactor);
  naru::task_scope scope(proactor);
  scope.spawn(visit(*turn));
  turn.reset();
  co_await scope.join();
}

}  // namespace

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  naru::run(*proactor, destroy_what_is_entered(*proactor));
  return 0;
}
