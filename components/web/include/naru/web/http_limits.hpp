// http_limits: how much the head of an HTTP request or answer may claim.
//
//     naru::http_limits limits{.head_size_max = 4'096};
//
// Browsers send heads of one or two kilobytes, most of which are cookies. The limits of time are
// those of the server: http_server_options, or session_options::handshake_timeout.
#pragma once

#include <cstddef>

namespace naru {

struct http_limits {
  /// The bytes from the request line to the empty line: 256 to 65,536. A longer head is answered
  /// with 431.
  std::size_t head_size_max = 8'192;
  /// The number of header fields: 1 to 1,024. More are answered with 431.
  std::size_t headers_max = 64;
};

}  // namespace naru
