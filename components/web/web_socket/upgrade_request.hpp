// upgrade_request: whether a server takes a request for a WebSocket, and its answer.
#pragma once

#include <naru/web/web_socket_options.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "web/http/request_head.hpp"
#include "web/web_socket/deflate/negotiation.hpp"

namespace naru::detail {

/// True if the request asks for a WebSocket, rightly or not.
[[nodiscard]] bool wants_web_socket(const request_head& request) noexcept;

/// True if `hosts` is empty or has the value of Host, perhaps with ':*' in place of the port.
[[nodiscard]] bool is_host_served(const request_head& request,
                                  const std::vector<std::string>& hosts) noexcept;

/// 0, or the status with which the request is refused. The path is not looked at. `scheme`: that of
/// the server's own pages, "http" or "https".
[[nodiscard]] unsigned check_upgrade(const request_head& request, std::string_view scheme,
                                     const web_socket_server_options& options);

/// The answer that makes the connection a WebSocket.
[[nodiscard]] std::string upgrade_answer(const request_head& request,
                                         const web_socket_server_options& options,
                                         const std::optional<deflate_agreement>& deflate);

}  // namespace naru::detail
