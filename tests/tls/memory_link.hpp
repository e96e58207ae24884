// memory_link: two layers whose wires are joined by memory. The bytes travel in pieces of random
// sizes, which one seed determines.
#pragma once

#include <naru/detail/stream_layer.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tls_tests {

/// One end of the link, and what became of it.
struct link_end {
  naru::detail::stream_layer* layer = nullptr;
  std::vector<std::byte> arriving = {};  ///< on the wire, and not taken yet
  std::string received = {};             ///< plain bytes
  std::error_code error = {};            ///< the first one
  std::size_t output_max = 0;            ///< the most that ever waited to be sent
};

class memory_link {
 public:
  memory_link(naru::detail::stream_layer& of_client, naru::detail::stream_layer& of_server,
              unsigned seed = 1, std::size_t piece_max = 4'000)
      : client{.layer = &of_client},
        server{.layer = &of_server},
        random_(seed),
        piece_max_(piece_max) {}

  /// Starts both, and moves bytes until nothing moves.
  void shake_hands();
  /// Moves bytes until nothing moves.
  void settle();
  /// Sends plain bytes from one end to the other.
  void send(link_end& from, std::string_view plain);
  /// Both handshakes have succeeded.
  [[nodiscard]] bool is_established() const {
    return client.layer->is_established() && server.layer->is_established() && !client.error &&
           !server.error;
  }

  link_end client;
  link_end server;

 private:
  bool carry(link_end& from, link_end& to);
  bool take(link_end& at);
  bool read(link_end& at);

  std::mt19937 random_;
  std::size_t piece_max_;
};

inline std::string bytes_of(std::size_t size, unsigned seed = 7) {
  std::mt19937 random(seed);
  std::string made(size, '\0');
  for (char& byte : made) byte = static_cast<char>(random());
  return made;
}

}  // namespace tls_tests
