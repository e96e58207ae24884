// password: how passwords are kept: as a salt and a key that is slow to derive (PBKDF2 with
// SHA-256). The system's cryptography does the work: OpenSSL, or CNG on Windows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace samples::arena {

/// 600,000 rounds are the advice of OWASP for PBKDF2 with SHA-256. A test with thousands of bots
/// needs fewer.
inline constexpr std::uint32_t password_rounds_default = 600'000;

/// "rounds$salt$key" in hexadecimal digits. Takes long, so it is for a blocking_pool. Throws
/// std::runtime_error if the system refuses.
[[nodiscard]] std::string hash_password(std::string_view password, std::uint32_t rounds);

/// Whether `password` gave `hash`. Takes as long. False for a hash that is none.
[[nodiscard]] bool matches(std::string_view password, std::string_view hash);

namespace system {

using key = std::array<unsigned char, 32>;
using salt = std::array<unsigned char, 16>;

[[nodiscard]] salt random_salt();
[[nodiscard]] key derive(std::string_view password, const salt& with, std::uint32_t rounds);

}  // namespace system
}  // namespace samples::arena
