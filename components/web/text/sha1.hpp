// SHA-1 and the entity tags that are made of it. SHA-1 does not protect anything: the handshake of
// RFC 6455 uses it to show that the server has read the request.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace naru::detail {

using sha1_digest = std::array<std::byte, 20>;

/// The digest of FIPS 180-4.
[[nodiscard]] sha1_digest sha1(std::string_view text);

/// The digest as 40 lower-case digits.
[[nodiscard]] std::string hexadecimal(const sha1_digest& digest);

}  // namespace naru::detail
