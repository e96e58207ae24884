// setup_error: tells in a sentence why something of TLS could not be set up.
#pragma once

#include <string>

namespace naru::detail {

/// Throws std::runtime_error: `what`, and what OpenSSL's queue of this thread tells; empties it.
[[noreturn]] void throw_setup_error(const std::string& what);
/// Throws std::runtime_error: `what`, and what errno tells.
[[noreturn]] void throw_file_error(const std::string& what);

}  // namespace naru::detail
