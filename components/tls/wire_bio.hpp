// wire_bio: the bytes on the wire as OpenSSL sees them: it reads from the span that a feed was
// given, without a copy of naru's own before, and writes to the layer's output.
#pragma once

#include <naru/detail/byte_queue.hpp>

#include <openssl/bio.h>

#include <cstddef>
#include <span>
#include <system_error>

#include "tls/record_watch.hpp"

namespace naru::detail {

/// Both ends of the wire of one connection.
struct wire_ends {
  /// The most that may wait: several full records, and the handshake of a long chain.
  static constexpr std::size_t output_max = 256 * 1024;

  std::span<const std::byte> input;
  byte_queue output;
  record_watch watch;
  bool is_tls_1_3 = false;
  std::error_code failure;  ///< why a call of OpenSSL was refused
};

/// A BIO on `ends`, which has to live as long as the BIO. Null if there is no memory.
BIO* make_wire_bio(wire_ends& ends) noexcept;

}  // namespace naru::detail
