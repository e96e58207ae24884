// tls_code: makes the error codes of TLS.
#pragma once

#include <naru/tls/tls_error.hpp>

#include <system_error>

namespace naru::detail {

/// The code of a condition that naru itself has found.
std::error_code tls_code(tls_error what) noexcept;

/// The code of what OpenSSL's error queue of this thread tells; empties the queue.
/// `verify_result`: what SSL_get_verify_result gave.
std::error_code tls_code_of_queue(long verify_result) noexcept;

}  // namespace naru::detail
