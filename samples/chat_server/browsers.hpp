// browsers: lets people join a chat_server from a page in a browser, over a WebSocket.
#pragma once

#include <naru/transport.hpp>

#include <string>

namespace samples::chat {

/// Whether this program was built with naru::web. If it was not, for_browsers throws
/// std::logic_error.
[[nodiscard]] bool has_web() noexcept;

/// The transport of an address for browsers: "/" is the page, and "/chat" is the WebSocket, which
/// carries the same packets as a TCP connection. Only the page itself may connect to it. `origin`:
/// where the page comes from if a proxy serves it, such as "https://chat.example", or empty.
[[nodiscard]] naru::transport for_browsers(const std::string& origin);

}  // namespace samples::chat
