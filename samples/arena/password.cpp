#include "password.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <span>
#include <system_error>

namespace samples::arena {
namespace {

std::string hexadecimal(std::span<const unsigned char> bytes) {
  std::string digits;
  for (const unsigned char each : bytes) digits += fmt::format("{:02x}", each);
  return digits;
}

template <std::size_t Size>
std::optional<std::array<unsigned char, Size>> bytes_of(std::string_view digits) {
  std::array<unsigned char, Size> bytes{};
  if (digits.size() != 2 * Size) return std::nullopt;
  for (std::size_t i = 0; i < Size; ++i) {
    const char* const begin = digits.data() + 2 * i;
    const auto [end, error] = std::from_chars(begin, begin + 2, bytes[i], 16);
    if (error != std::errc() || end != begin + 2) return std::nullopt;
  }
  return bytes;
}

// Takes the same time wherever the keys differ.
bool equal(const system::key& one, const system::key& other) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) difference |= one[i] ^ unsigned { other[i] };
  return difference == 0;
}

std::string_view take_part(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find('$'));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

}  // namespace

std::string hash_password(std::string_view password, std::uint32_t rounds) {
  const system::salt salt = system::random_salt();
  return fmt::format("{}${}${}", rounds, hexadecimal(salt),
                     hexadecimal(system::derive(password, salt, rounds)));
}

bool matches(std::string_view password, std::string_view hash) {
  const std::string_view digits = take_part(hash);
  const auto salt = bytes_of<system::salt{}.size()>(take_part(hash));
  const auto key = bytes_of<system::key{}.size()>(hash);
  std::uint32_t rounds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rounds);
  if (error != std::errc() || rounds == 0 || !salt || !key) return false;
  return equal(system::derive(password, *salt, rounds), *key);
}

}  // namespace samples::arena
