// Any bytes as compressed messages of a client, behind a handshake that agrees on compression.
// Input: what messages are (the lowest bit), whether frames follow or the payload of one message
// (the next bit), the largest message (the rest of 2 bytes), bytes.
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
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

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
  std::array<std::byte, 1024> storage{};
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
  layer->drop_output(layer->output().size());
  outcome result;
  while (!frames.empty() && !result.error) {
    const auto progress = layer->feed(bytes_of(frames.substr(0, piece_size)));
    require(progress.bytes != 0 || layer->has_plain() || progress.error, "no progress");
    frames.remove_prefix(progress.bytes);
    const std::size_t before = result.plain.size();
    read_all(*layer, result);
    require(result.plain.size() - before < 100'000, "too much waits to be read");
    if (progress.error && !result.error) result.error = progress.error;
  }
  const auto sent = layer->output();
  result.output.assign(reinterpret_cast<const char*>(sent.data()), sent.size());
  return result;
}

// One frame of at most 125 bytes, or the payload's first 125 and the rest, and a mask of zeros.
std::string framed(unsigned first_byte, std::string_view payload) {
  std::string frames;
  do {
    const std::string_view piece = payload.substr(0, 125);
    payload.remove_prefix(piece.size());
    frames.push_back(static_cast<char>(first_byte | (payload.empty() ? 0x80U : 0U)));
    frames.push_back(static_cast<char>(0x80U | piece.size()));
    frames.append(4, '\0').append(piece);
    first_byte = 0;
  } while (!payload.empty());
  return frames;
}

}  // namespace

// Pieces of any size come to the same, and no message inflates to more than it may.
void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  const std::size_t number = input.take_number();
  const bool is_lines = number % 2 != 0;
  naru::web_socket_server_options options;
  options.deflate.emplace();
  options.messages = is_lines ? naru::web_socket_messages::lines : naru::web_socket_messages::bytes;
  options.message_size_max = 1 + number / 4;
  std::string frames(input.rest());
  const bool is_one_message = number / 2 % 2 != 0;
  if (is_one_message) frames = framed(is_lines ? 0x41 : 0x42, input.rest());
  const outcome whole = after(options, frames, frames.size());
  if (is_one_message) {
    require(whole.plain.size() <= options.message_size_max + 1, "more than a message may be");
  }
  for (const std::size_t piece_size : {1U, 3U, 8U}) {
    require(after(options, frames, piece_size) == whole, "another outcome in pieces");
  }
  if (whole.error.category() != naru::web_category()) return;
  require(whole.output.size() >= 2, "a failure without a close frame");
}
