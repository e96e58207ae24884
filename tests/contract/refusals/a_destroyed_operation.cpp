// A pending operation is destroyed: its completion would use freed memory (rule 17).
#include <naru/naru.hpp>

#include <memory>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  auto pending =
      std::make_unique<naru::callback<void (*)(naru::io_result)>>([](naru::io_result) {});
  proactor->post(*pending);
  pending.reset();
  proactor->run();
  return 0;
}
