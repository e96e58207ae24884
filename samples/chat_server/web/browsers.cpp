#include "../browsers.hpp"

#include <naru/web/http_pages.hpp>
#include <naru/web/web_socket.hpp>

#include <memory>
#include <string>

#include "page.hpp"

namespace samples::chat {

bool has_web() noexcept { return true; }

naru::transport for_browsers() {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "text/html; charset=utf-8", std::string(page));
  return naru::web_socket(
      {.messages = naru::web_socket_messages::bytes, .path = "/chat", .pages = pages});
}

}  // namespace samples::chat
