#include "web/web_socket/mask_source.hpp"

#include <algorithm>
#include <random>
#include <span>

#include "web/text/base64.hpp"

namespace naru::detail {
namespace {

std::string random_bytes(std::size_t size) {
  std::random_device source;
  std::string bytes;
  while (bytes.size() < size) {
    const unsigned number = source();
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<char>(number >> shift & 0xff));
    }
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

mask_source::mask_source() : seed_(random_bytes(20)) {}

// A digest of the seed and a counter is five keys, and costs less than the system's source.
mask_key mask_source::next() {
  if (used_ == digest_.size()) {
    digest_ = sha1(seed_ + std::to_string(digests_++));
    used_ = 0;
  }
  mask_key key{};
  std::copy_n(digest_.begin() + static_cast<std::ptrdiff_t>(used_), key.size(), key.begin());
  used_ += key.size();
  return key;
}

std::string make_handshake_key() {
  const std::string bytes = random_bytes(16);
  return to_base64(std::as_bytes(std::span(bytes)));
}

}  // namespace naru::detail
