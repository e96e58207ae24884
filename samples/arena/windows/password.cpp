#include "../password.hpp"

// clang-format off: windows.h comes first
#include <windows.h>
#include <bcrypt.h>
// clang-format on

#include <stdexcept>
#include <string>

namespace samples::arena::system {
namespace {

void check(NTSTATUS status, const char* what) {
  if (status < 0) throw std::runtime_error(std::string("CNG ") + what);
}

/// HMAC with SHA-256.
class algorithm {
 public:
  algorithm() {
    check(BCryptOpenAlgorithmProvider(&handle_, BCRYPT_SHA256_ALGORITHM, nullptr,
                                      BCRYPT_ALG_HANDLE_HMAC_FLAG),
          "has no SHA-256");
  }
  ~algorithm() { BCryptCloseAlgorithmProvider(handle_, 0); }
  algorithm(const algorithm&) = delete;
  algorithm& operator=(const algorithm&) = delete;
  [[nodiscard]] BCRYPT_ALG_HANDLE handle() const noexcept { return handle_; }

 private:
  BCRYPT_ALG_HANDLE handle_ = nullptr;
};

}  // namespace

salt random_salt() {
  salt made{};
  check(BCryptGenRandom(nullptr, made.data(), static_cast<ULONG>(made.size()),
                        BCRYPT_USE_SYSTEM_PREFERRED_RNG),
        "has no random bytes");
  return made;
}

key derive(std::string_view password, const salt& with, std::uint32_t rounds) {
  const algorithm hmac;
  key made{};
  std::string secret(password);
  salt copied = with;
  check(BCryptDeriveKeyPBKDF2(hmac.handle(), reinterpret_cast<PUCHAR>(secret.data()),
                              static_cast<ULONG>(secret.size()), copied.data(),
                              static_cast<ULONG>(copied.size()), rounds, made.data(),
                              static_cast<ULONG>(made.size()), 0),
        "did not derive a key");
  return made;
}

}  // namespace samples::arena::system
