// An event is destroyed while a task waits for it.
#include <naru/naru.hpp>

#include <memory>

#include "ends_quietly.hpp"

namespace {

naru::task<> wait_for(naru::event& event) { static_cast<void>(co_await event.wait()); }

naru::task<> destroy_what_is_awaited(naru::proactor& proactor) {
  auto event = std::make_unique<naru::event>();
  naru::task_scope scope(proactor);
  scope.spawn(wait_for(*event));
  co_await naru::yield();
  co_await naru::yield();
  event.reset();
  co_await scope.join();
}

}  // namespace

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  naru::run(*proactor, destroy_what_is_awaited(*proactor));
  return 0;
}
