// The proactor goes before a serial on it.
#include <naru/naru.hpp>

int main() {
  auto proactor = naru::make_proactor();
  const naru::serial left(*proactor);
  proactor.reset();
}
