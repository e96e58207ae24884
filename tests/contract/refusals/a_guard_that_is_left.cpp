// A proactor is destroyed before a work_guard of it (rule 17).
#include <naru/naru.hpp>

#include <optional>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  auto proactor = naru::make_proactor();
  const naru::work_guard left(*proactor);
  proactor.reset();
  return 0;
}
