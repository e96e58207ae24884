// A proactor is destroyed before a serial on it.
#include <naru/naru.hpp>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  auto proactor = naru::make_proactor();
  const naru::serial left(*proactor);
  proactor.reset();
  return 0;
}
