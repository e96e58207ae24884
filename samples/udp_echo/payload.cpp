#include "payload.hpp"

namespace samples {
namespace {

constexpr std::byte number_byte(std::uint64_t number, std::size_t index) noexcept {
  return static_cast<std::byte>(number >> (8 * index));
}

// The byte differs between datagrams and between places.
constexpr std::byte filler_byte(std::uint64_t number, std::size_t index) noexcept {
  return static_cast<std::byte>(number * 31 + index * 7);
}

}  // namespace

void write_payload(std::span<std::byte> target, std::uint64_t number) noexcept {
  for (std::size_t i = 0; i < payload_size_min; ++i) target[i] = number_byte(number, i);
  for (std::size_t i = payload_size_min; i < target.size(); ++i) {
    target[i] = filler_byte(number, i);
  }
}

std::optional<std::uint64_t> read_payload(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() < payload_size_min) return std::nullopt;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < payload_size_min; ++i) {
    number |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  }
  for (std::size_t i = payload_size_min; i < bytes.size(); ++i) {
    if (bytes[i] != filler_byte(number, i)) return std::nullopt;
  }
  return number;
}

}  // namespace samples
