// A scope is destroyed with a task in it: the program ends. The test looks for its message.
#include <naru/naru.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>

int main() {
  // Not abort, which may open a dialog on Windows.
  std::set_terminate([] { std::_Exit(3); });
  const auto proactor = naru::make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn([]() -> naru::task<> { co_await naru::sleep_for(std::chrono::hours(1)); }());
  return 0;
}
