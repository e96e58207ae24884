// What the tests of WebSocket layers share: a layer on one side, and the test on the other.
#pragma once

#include <naru/web/web_socket_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <system_error>

#include "web/web_socket/web_socket_layer.hpp"

namespace web_tests {

/// The request that RFC 6455 has as its example, with more header fields or without.
[[nodiscard]] std::string upgrade_request(std::string_view more = {});

/// A frame as a client sends it, with the bits of its first byte. `unmasked`: as a server does.
[[nodiscard]] std::string frame(unsigned first_byte, std::string_view payload,
                                bool unmasked = false);
/// The payload of a close frame.
[[nodiscard]] std::string close_payload(unsigned number, std::string_view text = {});

/// Any bytes, the same for the same seed.
[[nodiscard]] std::string some_bytes(std::size_t size, unsigned seed);

/// A layer, with what it has given so far.
class end_of_line {
 public:
  explicit end_of_line(std::unique_ptr<naru::detail::stream_layer> made);

  /// Feeds all bytes, in pieces of at most `piece_max` bytes, and reads whenever that is needed.
  void feed(std::string_view wire, std::size_t piece_max = SIZE_MAX);
  /// Takes what waits to be sent.
  std::string take_output();
  /// Reads until nothing more comes.
  void read_all();

  naru::detail::stream_layer& layer() { return *layer_; }
  std::string plain;      // what was read
  std::error_code error;  // of feed, of read

 private:
  std::unique_ptr<naru::detail::stream_layer> layer_;
};

[[nodiscard]] end_of_line make_server(naru::web_socket_server_options options = {},
                                      const naru::detail::layered_connection& on = {});
[[nodiscard]] end_of_line make_client(naru::web_socket_client_options options = {},
                                      const naru::detail::layered_connection& on = {
                                          .host = "play.example", .port = 80});
/// A server that has taken the request of the example. Its answer has been taken.
[[nodiscard]] end_of_line make_open_server(naru::web_socket_server_options options = {});

}  // namespace web_tests
