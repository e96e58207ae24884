#include <algorithm>
#include <charconv>
#include <utility>

#include "web/http/header_fields.hpp"
#include "web/web_code.hpp"
#include "web/web_socket/handshake.hpp"
#include "web/web_socket/mask_source.hpp"

namespace naru::detail {
namespace {

// An address of IPv6 stands in brackets, and the usual port of a scheme is left out.
std::string host_field(const layered_connection& on) {
  std::string host(on.host);
  if (host.find(':') != std::string::npos && !host.starts_with('[')) host = '[' + host + ']';
  const std::uint16_t usual_port = on.is_encrypted ? 443 : 80;
  return on.port == usual_port ? host : host + ':' + std::to_string(on.port);
}

// The status of an answer of HTTP/1.1; 0 if it has none.
unsigned status_of(std::string_view line) {
  constexpr std::string_view version = "HTTP/1.1 ";
  if (!line.starts_with(version)) return 0;
  line.remove_prefix(version.size());
  const std::string_view digits = take_until(line, " ");
  unsigned status = 0;
  const char* const end = digits.data() + digits.size();
  const bool is_number = std::from_chars(digits.data(), end, status).ptr == end;
  return digits.size() == 3 && is_number ? status : 0;
}

class client_handshake final : public handshake {
 public:
  client_handshake(std::shared_ptr<const web_socket_client_options> options,
                   const layered_connection& on)
      : handshake(options->limits),
        options_(std::move(options)),
        host_(options_->host.empty() ? host_field(on) : options_->host),
        key_(make_handshake_key()) {}

  void begin(byte_queue& output) override {
    std::string request = "GET " + options_->path + " HTTP/1.1\r\nHost: " + host_ +
                          "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
                          key_ + "\r\n";
    if (!options_->origin.empty()) request += "Origin: " + options_->origin + "\r\n";
    if (!options_->subprotocols.empty()) {
      request += "Sec-WebSocket-Protocol: ";
      for (const std::string& each : options_->subprotocols) {
        if (&each != &options_->subprotocols.front()) request += ", ";
        request += each;
      }
      request += "\r\n";
    }
    if (options_->deflate) request += "Sec-WebSocket-Extensions: " + deflate_offer() + "\r\n";
    output.append(request + "\r\n");
  }
  void append_more(byte_queue&) override {}

 private:
  std::error_code end(std::string_view head, byte_queue&) override {
    const std::string_view line = take_until(head, "\r\n");
    const unsigned status = status_of(line);
    if (status == 0) return web_code(web_error::bad_head);
    if (status != 101) return answered_with(status);
    header_fields fields;
    if (fields.read(head, limits().headers_max) != 0) return web_code(web_error::bad_head);
    const bool is_agreed = agrees(fields) && agree_on_extensions(fields);
    return is_agreed ? std::error_code() : answered_with(status);
  }

  std::error_code refuse(unsigned, byte_queue&) override { return web_code(web_error::bad_head); }

  [[nodiscard]] bool agrees(const header_fields& fields) const {
    return fields.has_token("Upgrade", "websocket") && fields.has_token("Connection", "upgrade") &&
           fields.only("Sec-WebSocket-Accept") == accept_key(key_) && agrees_on_subprotocol(fields);
  }

  // The server may only choose what was offered, and need not.
  [[nodiscard]] bool agree_on_extensions(const header_fields& fields) {
    if (fields.count("Sec-WebSocket-Extensions") == 0) return true;
    if (!options_->deflate || !is_deflate_answer(fields)) return false;
    agree(deflate_agreement{});
    return true;
  }

  [[nodiscard]] bool agrees_on_subprotocol(const header_fields& fields) const {
    const auto& offered = options_->subprotocols;
    if (offered.empty()) return fields.count("Sec-WebSocket-Protocol") == 0;
    const auto chosen = fields.only("Sec-WebSocket-Protocol");
    return chosen && std::find(offered.begin(), offered.end(), *chosen) != offered.end();
  }

  std::shared_ptr<const web_socket_client_options> options_;
  std::string host_;
  std::string key_;
};

}  // namespace

std::unique_ptr<handshake> make_client_handshake(
    std::shared_ptr<const web_socket_client_options> options, const layered_connection& on) {
  return std::make_unique<client_handshake>(std::move(options), on);
}

}  // namespace naru::detail
