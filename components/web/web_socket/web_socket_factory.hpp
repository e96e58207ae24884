// web_socket_factory: makes the layers of a server's or a client's WebSockets.
#pragma once

#include <naru/detail/stream_layer.hpp>
#include <naru/web/web_socket_options.hpp>

#include <memory>

namespace naru::detail {

/// Both throw std::invalid_argument, which names the option, for an option out of range.
[[nodiscard]] std::shared_ptr<layer_factory> make_web_socket_factory(
    web_socket_server_options options);
[[nodiscard]] std::shared_ptr<layer_factory> make_web_socket_factory(
    web_socket_client_options options);

}  // namespace naru::detail
