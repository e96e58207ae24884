// resolve_options: which of a host's addresses a naru::resolver asks for.
#pragma once

#include <cstdint>

namespace naru {

/// The kind of an IP address.
enum class address_family : std::uint8_t {
  any,  ///< IPv4 and IPv6
  v4,
  v6,
};

struct resolve_options {
  /// The family of the addresses.
  address_family family = address_family::any;
};

}  // namespace naru
