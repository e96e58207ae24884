// A mutex is destroyed while a guard holds it.
#include <naru/naru.hpp>

#include <memory>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  auto mutex = std::make_unique<naru::mutex>();
  const naru::mutex::guard guard = mutex->try_lock();
  mutex.reset();
  return 0;
}
