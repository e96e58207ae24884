#include "tls/setup_error.hpp"

#include <openssl/err.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace naru::detail {

void throw_setup_error(const std::string& what) {
  std::string text = what;
  const unsigned long first = ERR_peek_error();
  if (const char* const reason = ERR_reason_error_string(first)) text += std::string(": ") + reason;
  ERR_clear_error();
  throw std::runtime_error(text);
}

void throw_file_error(const std::string& what) {
  const std::error_code why(errno, std::generic_category());
  throw std::runtime_error(what + ": " + why.message());
}

}  // namespace naru::detail
