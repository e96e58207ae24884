// web_socket_server_options, web_socket_client_options: what a WebSocket takes and sends.
//
// A session sees a stream of bytes, and a WebSocket carries messages. web_socket_messages chooses
// how one becomes the other.
#pragma once

#include <naru/web/http_limits.hpp>
#include <naru/web/http_pages.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace naru {

/// How the messages of a WebSocket and the stream of a session correspond.
enum class web_socket_messages {
  /// Binary messages. Their bytes follow one another in the stream, and their boundaries mean
  /// nothing: the framing of the session finds its messages. What the session writes at a time
  /// becomes one binary message, or several if it is long. For length_prefixed and packet_framing.
  bytes,
  /// Text messages. Each is a line: a line feed is added when it comes, and taken away when it is
  /// sent. What is not UTF-8 in a line that is sent becomes U+FFFD, because a browser would close
  /// the connection. For delimited<>, so that a browser sends "hello" where a TCP player sends
  /// "hello\n".
  lines,
};

/// Compression of messages by permessage-deflate, RFC 7692. Browsers take it if it is offered. It
/// pays where messages are text and the network is slow; it costs time of the processor. Do not
/// compress a secret in one message with text that a stranger chooses, because the size of the
/// message then tells of the secret.
///
/// Each message is compressed for itself. So small messages get little smaller, and a connection
/// holds memory for it, 40 KiB, only while a compressed message is on its way to this end. A
/// transport keeps what up to four threads need to compress, 340 KiB for each.
///
/// A message that cannot be inflated ends the connection with 1007, and one that inflates to more
/// than `message_size_max` with 1009, as soon as it does. It needs a naru that was built with zlib:
/// otherwise making the transport throws std::invalid_argument.
struct web_socket_deflate {
  /// A message of fewer bytes is sent as it is. A message in several frames is judged by its first.
  std::size_t message_size_min = 64;
  /// 1 is the fastest, 9 the smallest.
  int level = 6;
};

/// What a server's side of WebSocket takes, from whom, and its limits.
struct web_socket_server_options {
  /// How messages of WebSocket and the stream of a session correspond.
  web_socket_messages messages = web_socket_messages::bytes;
  /// The path of the WebSocket, without a query. A request for another path is answered from
  /// `pages`.
  std::string path = "/";
  /// Pages for requests that are no WebSocket; may be null. The path of the WebSocket may have a
  /// page, too: a request without `Upgrade` gets it. The connection is closed after each answer.
  std::shared_ptr<const http_pages> pages = nullptr;
  /// The origins that may connect, as a browser sends them: "https://play.example". "*" is any. If
  /// the list is empty, only pages of the same origin may connect, because a browser sends its
  /// cookies with the request of any page: the host and the port are those of `Host`, and the
  /// scheme is https if this transport is over TLS, and http otherwise. If a proxy ends TLS in
  /// front of the server, the pages come from https and the server sees no TLS: name their origin
  /// here. Programs that are no browsers send no origin, and are always taken.
  std::vector<std::string> origins = {};
  /// The values of `Host` that are served: "localhost:7080". If the list is empty, any is. A server
  /// that only listens on this machine should list its own: otherwise a foreign page whose name
  /// leads to 127.0.0.1 counts as one of the same host. "localhost:*" is that host with any port.
  std::vector<std::string> hosts = {};
  /// If it is not empty, each request must have it, that for a page too, as
  /// http_server_options::token tells. Others are answered with 401. A page passes it on:
  /// `new WebSocket("wss://" + location.host + "/live" + location.search)`.
  std::string token = {};
  /// The subprotocols, the preferred first. The first that the client also offers is chosen.
  std::vector<std::string> subprotocols = {};
  /// The bytes of one message, whether it comes in one frame or in several: 1 to 1 GiB. A larger
  /// one ends the connection with 1009.
  std::size_t message_size_max = 16 * 1024 * 1024;
  /// Compression, for clients that ask for it. Without a value there is none.
  std::optional<web_socket_deflate> deflate = {};
  /// The limits of the head of the handshake.
  http_limits limits = {};
};

/// What a client's side of WebSocket asks for, and its limits.
struct web_socket_client_options {
  /// How messages of WebSocket and the stream of a session correspond: as the server has it.
  web_socket_messages messages = web_socket_messages::bytes;
  /// The path, with a query if there is one.
  std::string path = "/";
  /// The value of `Host`: "play.example:7080". If it is empty, it is the host to which the client
  /// connects, and the port, unless that is 80, or over TLS 443.
  std::string host = {};
  /// The value of `Origin`; none is sent if it is empty.
  std::string origin = {};
  /// The subprotocols that are offered, the preferred first. If any are, the server must choose
  /// one.
  std::vector<std::string> subprotocols = {};
  /// Like web_socket_server_options::message_size_max.
  std::size_t message_size_max = 16 * 1024 * 1024;
  /// Compression, if the server takes the offer. Without a value there is none.
  std::optional<web_socket_deflate> deflate = {};
  /// The limits of the head of the handshake.
  http_limits limits = {};
};

}  // namespace naru
