// Any bytes as what a peer of naru::tls sends.
// Input: who receives them (1 byte), then the bytes on the wire. A second layer gets the same bytes
// one by one, and must come to the same.
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "../tls/pair.hpp"
#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

namespace {

using naru::detail::tls_layer;

enum class receiver { new_server, new_client, established_server };
constexpr std::size_t receivers = 3;

naru::detail::tls_server_factory& servers() {
  static naru::detail::tls_server_factory factory(tls_tests::common_server());
  return factory;
}

naru::detail::tls_client_factory& clients() {
  static naru::detail::tls_client_factory factory(tls_tests::common_client());
  return factory;
}

std::unique_ptr<tls_layer> make(receiver which) {
  if (which == receiver::established_server) {
    tls_tests::pair both(clients(), servers());
    if (!both.link.is_established()) throw std::logic_error("no handshake");
    return std::move(both.server);
  }
  auto made = which == receiver::new_server ? tls_tests::server_layer(servers())
                                            : tls_tests::client_layer(clients());
  if (made->start()) throw std::logic_error("a layer did not start");
  return made;
}

/// Feeds it in pieces of that size, and reads what becomes plain. The result is the first error.
std::error_code feed_all(tls_layer& layer, std::span<const std::byte> wire, std::size_t piece) {
  std::array<std::byte, 100> plain;
  while (!wire.empty()) {
    const auto done = layer.feed(wire.first(std::min(piece, wire.size())));
    if (done.error) return done.error;
    wire = wire.subspan(done.bytes);
    if (done.bytes > 0) continue;
    const auto given = layer.read(plain);
    if (given.error) return given.error;
    if (given.bytes == 0) throw std::logic_error("nothing was taken, and nothing is to be read");
  }
  return {};
}

}  // namespace

void check_input(naru::const_buffer bytes) {
  if (bytes.empty()) return;
  const auto which = static_cast<receiver>(std::to_integer<std::size_t>(*bytes.data()) % receivers);
  const std::span<const std::byte> wire(bytes.data() + 1, bytes.size() - 1);
  const auto whole = make(which);
  const auto pieces = make(which);
  const std::error_code error = feed_all(*whole, wire, wire.size());
  if (feed_all(*pieces, wire, 1) != error) throw std::logic_error("pieces come to something else");
  if (whole->output().size() > naru::detail::wire_ends::output_max) {
    throw std::logic_error("more output than is allowed");
  }
  if (error && !whole->feed(wire).error) throw std::logic_error("an error is forgotten");
  whole->feed_end();
}
