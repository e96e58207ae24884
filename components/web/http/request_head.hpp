// request_head: the head of an HTTP/1.1 request, taken apart strictly.
//
// A head that two servers may read in two ways is refused, so that nobody can smuggle a request
// past a proxy: line ends of other kinds, folded lines, spaces before a colon, more than one Host,
// and every body.
#pragma once

#include <naru/web/http_limits.hpp>

#include <string_view>

#include "web/http/header_fields.hpp"

namespace naru::detail {

/// A path, perhaps with a query: visible ASCII without what no URI has.
[[nodiscard]] bool is_target(std::string_view text) noexcept;
/// What else a path without a query must do, for texts of exceptions.
inline constexpr std::string_view rule_of_paths =
    "begin with '/' and have only the ASCII of URIs, without a query";
/// What a Host field may have: a name or an address, and perhaps a port.
[[nodiscard]] bool is_host(std::string_view text) noexcept;

struct request_head {
  bool is_head = false;     // the method is HEAD, otherwise it is GET
  std::string_view target;  // with the query
  std::string_view path;    // without it
  std::string_view query;   // behind the question mark
  std::string_view host;
  header_fields fields;

  /// The client wants to use the connection again.
  [[nodiscard]] bool keeps_alive() const noexcept {
    return !fields.has_token("Connection", "close");
  }
};

/// Reads a head that head_scanner has found to be complete; the texts refer to it. Returns 0, or
/// the status with which the request is refused. After a refusal the connection has to be closed,
/// because nobody knows where the next request begins.
[[nodiscard]] unsigned read_request_head(std::string_view head, const http_limits& limits,
                                         request_head& request);

}  // namespace naru::detail
