#include "../browsers.hpp"

#include <naru/web/http_pages.hpp>
#include <naru/web/web_socket.hpp>

#include <memory>
#include <string>

#include "page.hpp"

namespace samples::chat {

bool has_web() noexcept { return true; }

naru::transport for_browsers(const std::string& origin) {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "text/html; charset=utf-8", std::string(page));
  naru::web_socket_server_options options{
      .messages = naru::web_socket_messages::bytes, .path = "/chat", .pages = pages};
  if (!origin.empty()) options.origins = {origin};
  return naru::web_socket(options);
}

}  // namespace samples::chat
