// A strand is destroyed while a task in it waits for something else.
#include <naru/naru.hpp>

#include <chrono>
#include <memory>

#include "ends_quietly.hpp"

namespace {

naru::task<> sleep_in(naru::strand& strand) {
  co_await naru::resume_on(strand);
  co_await naru::sleep_for(std::chrono::milliseconds(100));
}

naru::task<> destroy_what_is_entered(naru::proactor& proactor) {
  auto strand = std::make_unique<naru::strand>();
  naru::task_scope scope(proactor);
  scope.spawn(sleep_in(*strand));
  co_await naru::yield();
  co_await naru::yield();
  strand.reset();
  co_await scope.join();
}

}  // namespace

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  naru::run(*proactor, destroy_what_is_entered(*proactor));
  return 0;
}
