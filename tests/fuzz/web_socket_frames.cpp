// Any bytes as the frames of a client, behind a right handshake. Input: what messages are (the
// lowest bit) and the largest message (2 bytes), bytes.
#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include "fuzz_input.hpp"
#include "fuzz_target.hpp"
#include "web/web_socket/web_socket_factory.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

constexpr std::string_view request =
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

struct outcome {
  std::string plain;
  std::string output;
  std::error_code error;

  friend bool operator==(const outcome&, const outcome&) = default;
};

void read_all(naru::detail::stream_layer& layer, outcome& result) {
  std::array<std::byte, 64> storage{};
  while (layer.has_plain() && !result.error) {
    const auto read = layer.read(storage);
    result.plain.append(reinterpret_cast<const char*>(storage.data()), read.bytes);
    result.error = read.error;
    require(read.bytes != 0 || read.error, "plain bytes that are none");
  }
}

outcome after(const naru::web_socket_server_options& options, std::string_view frames,
              std::size_t piece_size) {
  std::error_code error;
  const auto layer = naru::detail::make_web_socket_factory(options)->make_server({}, error);
  require(layer && !layer->start(), "no layer");
  require(layer->feed(bytes_of(request)).bytes == request.size(), "no handshake");
  require(layer->is_established(), "no handshake");
  layer->drop_output(layer->output().size());
  outcome result;
  while (!frames.empty() && !result.error) {
    const auto progress = layer->feed(bytes_of(frames.substr(0, piece_size)));
    require(progress.error || progress.bytes == std::min(piece_size, frames.size()), "not taken");
    frames.remove_prefix(progress.bytes);
    read_all(*layer, result);
    if (progress.error && !result.error) result.error = progress.error;
  }
  const auto sent = layer->output();
  result.output.assign(reinterpret_cast<const char*>(sent.data()), sent.size());
  return result;
}

}  // namespace

// Pieces of any size come to the same. Pings are answered one by one here, because little waits.
void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  const std::size_t number = input.take_number();
  naru::web_socket_server_options options;
  options.messages =
      number % 2 == 0 ? naru::web_socket_messages::bytes : naru::web_socket_messages::lines;
  options.message_size_max = 1 + number / 2;
  const outcome whole = after(options, input.rest(), input.rest().size());
  require(whole.plain.size() <= 2 * input.rest().size(), "more than what came");
  for (const std::size_t piece_size : {1U, 3U, 8U}) {
    require(after(options, input.rest(), piece_size) == whole, "another outcome in pieces");
  }
  if (whole.error.category() != naru::web_category()) return;
  require(whole.output.size() >= 2, "a failure without a close frame");
}
