// Replaces openssl.cpp if there is no naru::tls.
#include <stdexcept>

#include "encryption.hpp"

namespace samples {

bool has_tls() noexcept { return false; }

std::unique_ptr<encryption> make_encryption(const tls_files&) {
  throw std::logic_error("built without TLS");
}

}  // namespace samples
