// A proactor is destroyed before a timer of it.
#include <naru/naru.hpp>

#include <optional>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  auto proactor = naru::make_proactor();
  const naru::timer left(*proactor);
  proactor.reset();
  return 0;
}
