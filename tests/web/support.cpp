#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "web/web_socket/web_socket_factory.hpp"

namespace web_tests {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

std::string upgrade_request(std::string_view more) {
  return "GET / HTTP/1.1\r\nHost: play.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
         std::string(more) + "\r\n";
}

std::string frame(unsigned first_byte, std::string_view payload, bool unmasked) {
  const unsigned mask_bit = unmasked ? 0 : 0x80;
  std::string bytes(1, static_cast<char>(first_byte));
  const std::uint64_t size = payload.size();
  const unsigned extra = size > 0xffff ? 8 : size > 125 ? 2 : 0;
  const std::uint64_t short_size = extra == 8 ? 127 : extra == 2 ? 126 : size;
  bytes.push_back(static_cast<char>(short_size | mask_bit));
  for (unsigned left = extra; left-- != 0;) {
    bytes.push_back(static_cast<char>(size >> (8 * left) & 0xff));
  }
  if (unmasked) return bytes.append(payload);
  constexpr std::string_view key = "\x37\xfa\x21\x3d";
  bytes.append(key);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    bytes.push_back(static_cast<char>(payload[i] ^ key[i % key.size()]));
  }
  return bytes;
}

std::string close_payload(unsigned number, std::string_view text) {
  std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  return payload.append(text);
}

std::string some_bytes(std::size_t size, unsigned seed) {
  std::minstd_rand random(seed);
  std::string bytes(size, '\0');
  for (char& each : bytes) each = static_cast<char>(random() >> 8 & 0xff);
  return bytes;
}

end_of_line::end_of_line(std::unique_ptr<naru::detail::stream_layer> made)
    : layer_(std::move(made)) {
  REQUIRE(layer_);
  REQUIRE(!layer_->start());
}

void end_of_line::feed(std::string_view wire, std::size_t piece_max) {
  while (!wire.empty() && !error) {
    const std::string_view piece = wire.substr(0, piece_max);
    const auto progress = layer_->feed(bytes_of(piece));
    REQUIRE(progress.bytes <= piece.size());
    if (progress.error) error = progress.error;
    if (progress.bytes < piece.size() && !error) REQUIRE(layer_->has_plain());
    wire.remove_prefix(progress.bytes);
    read_all();
  }
}

void end_of_line::read_all() {
  std::array<std::byte, 5'000> storage{};
  while (layer_->has_plain()) {
    const auto progress = layer_->read(storage);
    plain.append(reinterpret_cast<const char*>(storage.data()), progress.bytes);
    if (!progress.error) {
      REQUIRE(progress.bytes != 0);
      continue;
    }
    REQUIRE(progress.bytes == 0);
    if (!error) error = progress.error;
    return;
  }
}

std::string end_of_line::take_output() {
  const auto waiting = layer_->output();
  std::string taken(reinterpret_cast<const char*>(waiting.data()), waiting.size());
  layer_->drop_output(taken.size());
  return taken;
}

end_of_line make_server(naru::web_socket_server_options options,
                        const naru::detail::layered_connection& on) {
  std::error_code error;
  auto factory = naru::detail::make_web_socket_factory(std::move(options));
  return end_of_line(factory->make_server(on, error));
}

end_of_line make_client(naru::web_socket_client_options options,
                        const naru::detail::layered_connection& on) {
  std::error_code error;
  auto factory = naru::detail::make_web_socket_factory(std::move(options));
  return end_of_line(factory->make_client(on, error));
}

end_of_line make_open_server(naru::web_socket_server_options options) {
  end_of_line server = make_server(std::move(options));
  server.feed(upgrade_request());
  REQUIRE(server.layer().is_established());
  REQUIRE(server.take_output().starts_with("HTTP/1.1 101 "));
  return server;
}

}  // namespace web_tests
