// A pending operation is posted again: the program ends, in release builds too (rule 17).
#include <naru/naru.hpp>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  const auto proactor = naru::make_proactor();
  naru::callback twice([](naru::io_result) {});
  proactor->post(twice);
  proactor->post(twice);
  proactor->run();
  return 0;
}
