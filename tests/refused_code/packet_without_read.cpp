// Packets that a table cannot handle. Behind each line that the compiler refuses stands the
// sentence that it must print.
#include <naru/packet/packet_handlers.hpp>

#include <cstdint>

struct player {};

struct login {
  static constexpr std::uint16_t id = 1;
  void read(naru::packet_reader&) {}
};
struct without_read {
  static constexpr std::uint16_t id = 2;
};
struct without_id {
  void read(naru::packet_reader&) {}
};

void register_all(naru::packet_handlers<player&>& handlers) {
  handlers.on<login>([](player&, const login&) {});
  handlers.on<without_read>([](player&, without_read) {});  // says: a packet needs a static id
  handlers.on<without_id>([](player&, without_id) {});      // says: and a member read(naru
  handlers.on<login>([](const login&) {});  // says: the handler must take the context
}
