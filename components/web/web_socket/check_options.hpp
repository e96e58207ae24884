// Looks at options before anything is made with them.
#pragma once

#include <naru/web/http_limits.hpp>
#include <naru/web/web_socket_options.hpp>

#include <string>
#include <vector>

namespace naru::detail {

/// Each throws std::invalid_argument, which names the option, for an option out of range. Texts
/// that become part of a head must fit there: nobody should add header fields by a path.
void check_options(const http_limits& limits);
void check_options(const web_socket_server_options& options);
void check_options(const web_socket_client_options& options);
void check_hosts(const std::vector<std::string>& hosts);

}  // namespace naru::detail
