// A task waits for something that never happens, and its stop does not reach it.
#include <naru/naru.hpp>
#include <naru/simulation.hpp>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  naru::simulation world;
  const auto proactor = world.add_host("server").make_proactor();
  naru::event never;
  const auto main = [&]() -> naru::task<> { co_await naru::shielded(never.wait()); };
  naru::run(*proactor, main());
  return 0;
}
