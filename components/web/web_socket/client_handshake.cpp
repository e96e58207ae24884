#include <naru/web/web_error.hpp>

#include <algorithm>
#include <utility>

#include "web/http/header_fields.hpp"
#include "web/web_socket/handshake.hpp"
#include "web/web_socket/mask_source.hpp"

namespace naru::detail {
namespace {

class client_handshake final : public handshake {
 public:
  client_handshake(std::shared_ptr<const web_socket_client_options> options, std::string_view host)
      : handshake(options->limits),
        options_(std::move(options)),
        host_(options_->host.empty() ? host : options_->host),
        key_(make_handshake_key()) {
    // An address of IPv6 stands in brackets.
    if (options_->host.empty() && host.find(':') != std::string_view::npos) {
      host_ = '[' + host_ + ']';
    }
  }

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
    if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) return web_error::bad_head;
    const std::string_view status = line.substr(9);
    if (!status.starts_with("101") || (status.size() > 3 && status[3] != ' ')) {
      return web_error::no_web_socket;
    }
    header_fields fields;
    if (fields.read(head, limits().headers_max) != 0) return web_error::bad_head;
    if (!agrees(fields)) return web_error::no_web_socket;
    return agree_on_extensions(fields) ? std::error_code() : web_error::no_web_socket;
  }

  std::error_code refuse(unsigned, byte_queue&) override { return web_error::bad_head; }

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
    std::shared_ptr<const web_socket_client_options> options, std::string_view host) {
  return std::make_unique<client_handshake>(std::move(options), host);
}

}  // namespace naru::detail
