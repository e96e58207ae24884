// Two handlers are registered for packets of one id.
#include <naru/naru.hpp>

#include <cstdint>

#include "ends_quietly.hpp"

namespace {

struct login {
  static constexpr std::uint16_t id = 1;
  void read(naru::packet_reader&) {}
};

struct logout {
  static constexpr std::uint16_t id = 1;
  void read(naru::packet_reader&) {}
};

}  // namespace

int main() {
  end_quietly();
  naru::packet_handlers<> handlers;
  handlers.on<login>([](const login&) {});
  handlers.on<logout>([](const logout&) {});
  return 0;
}
