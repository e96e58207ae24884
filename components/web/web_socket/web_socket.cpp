#include <naru/web/web_socket.hpp>

#include <utility>

#include "web/web_socket/web_socket_factory.hpp"

namespace naru {

transport web_socket(web_socket_server_options options) {
  return transport(detail::make_web_socket_factory(std::move(options)));
}

transport web_socket_of_client(web_socket_client_options options) {
  return transport(detail::make_web_socket_factory(std::move(options)));
}

}  // namespace naru
