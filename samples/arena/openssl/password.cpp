#include "../password.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace samples::arena::system {

salt random_salt() {
  salt made{};
  if (RAND_bytes(made.data(), static_cast<int>(made.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
  return made;
}

key derive(std::string_view password, const salt& with, std::uint32_t rounds) {
  key made{};
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), with.data(),
                        static_cast<int>(with.size()), static_cast<int>(rounds), EVP_sha256(),
                        static_cast<int>(made.size()), made.data()) != 1) {
    throw std::runtime_error("OpenSSL did not derive a key");
  }
  return made;
}

}  // namespace samples::arena::system
