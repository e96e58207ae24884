// mask_source: the keys with which a client masks its frames. A program that chooses the payload
// must not be able to foresee them: otherwise it could write requests that a proxy understands.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "web/text/sha1.hpp"
#include "web/web_socket/frame_header.hpp"

namespace naru::detail {

class mask_source {
 public:
  /// From the system's source of chance. Throws what std::random_device throws.
  mask_source();
  /// The same keys for the same seed, for tests.
  explicit mask_source(std::string seed) : seed_(std::move(seed)) {}

  [[nodiscard]] mask_key next();

 private:
  std::string seed_;
  std::uint64_t digests_ = 0;
  sha1_digest digest_{};
  std::size_t used_ = sizeof(sha1_digest);  // bytes of the digest
};

/// 16 bytes that nobody can foresee, in Base64: the key of a handshake.
[[nodiscard]] std::string make_handshake_key();

}  // namespace naru::detail
