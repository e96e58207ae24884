#include "message_run.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::size_t mask_size = 4;
constexpr std::array<std::byte, mask_size> mask = {std::byte{0x37}, std::byte{0xFA},
                                                   std::byte{0x21}, std::byte{0x3D}};

// Most significant byte first.
void write_number(std::span<std::byte> to, std::size_t number) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    to[i] = static_cast<std::byte>(number >> (8 * (to.size() - 1 - i)));
  }
}

// The bytes of a length that does not fit into the second byte of a frame.
std::size_t long_length(std::size_t content) {
  if (content < 126) return 0;
  return content <= 0xFFFF ? 2 : 8;
}

std::size_t envelope_bytes(envelope around, std::size_t content) {
  return around == envelope::none ? 0 : 2 + long_length(content) + mask_size;
}

// A binary message in one frame, as a client sends it.
void write_web_socket_frame(std::span<std::byte> to, std::size_t header) {
  const std::size_t content = to.size() - header;
  const std::size_t extra = long_length(content);
  to[0] = std::byte{0x82};
  const std::size_t second = extra == 0 ? content : extra == 2 ? 126 : 127;
  to[1] = std::byte{0x80} | static_cast<std::byte>(second);
  write_number(to.subspan(2, extra), content);
  std::ranges::copy(mask, to.begin() + static_cast<std::ptrdiff_t>(2 + extra));
  for (std::size_t i = 0; i < content; ++i) to[header + i] ^= mask[i % mask_size];
}

std::size_t content_size(const options& chosen) {
  return chosen.message_size + (chosen.framed ? header_size : 0);
}

}  // namespace

message_run::message_run(const options& chosen, std::size_t count, std::size_t span_max,
                         envelope around)
    : envelope_size_(envelope_bytes(around, content_size(chosen))),
      message_size_(content_size(chosen) + envelope_size_),
      size_(count * message_size_),
      framed_(chosen.framed),
      bytes_(size_ + span_max, std::byte{'x'}) {
  if (!framed_ && envelope_size_ == 0) return;
  frame(chosen, count);
  for (std::size_t i = size_; i < bytes_.size(); ++i) bytes_[i] = bytes_[i - size_];
}

void message_run::frame(const options& chosen, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto message = std::span(bytes_).subspan(i * message_size_, message_size_);
    if (framed_) {
      const auto content = message.subspan(envelope_size_);
      write_number(content.first(header_size), chosen.message_size);
      write_number(content.subspan(header_size, header_size), i);
    }
    if (envelope_size_ != 0) write_web_socket_frame(message, envelope_size_);
  }
}

void message_run::check(std::size_t position, std::span<const std::byte> received) const {
  if (!framed_) return;
  if (std::memcmp(&bytes_[position], received.data(), received.size()) != 0) {
    throw std::runtime_error("what came back is not what was sent");
  }
}

}  // namespace bench
