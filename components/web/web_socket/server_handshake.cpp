#include <utility>

#include "web/http/http_answer.hpp"
#include "web/http/request_token.hpp"
#include "web/web_code.hpp"
#include "web/web_socket/handshake.hpp"
#include "web/web_socket/upgrade_request.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t page_piece = std::size_t{16} * 1024;

class server_handshake final : public handshake {
 public:
  server_handshake(std::shared_ptr<const web_socket_server_options> options,
                   const layered_connection& on)
      : handshake(options->limits),
        options_(std::move(options)),
        scheme_(on.is_encrypted ? "https" : "http"),
        owner_(on.owner) {}

  void begin(byte_queue&) override {}
  // A page is not copied whole: a peer that does not read would hold the copy.
  void append_more(byte_queue& output) override {
    const std::string_view piece = answer_.body().substr(served_, page_piece);
    output.append(piece);
    served_ += piece.size();
  }

 private:
  std::error_code end(std::string_view head, byte_queue& output) override {
    request_head request;
    if (const unsigned status = read_request_head(head, limits(), request)) {
      return refuse(status, output);
    }
    if (!is_host_served(request, options_->hosts)) return refuse_request(421, output);
    if (!has_token(request, options_->token)) return refuse_request(401, output);
    if (!wants_web_socket(request)) return serve_page(request, output);
    if (request.path != options_->path) return refuse_request(404, output);
    if (const unsigned status = check_upgrade(request, scheme_, *options_)) {
      return refuse_request(status, output);
    }
    if (options_->deflate) agree(choose_deflate_offer(request.fields));
    output.append(upgrade_answer(request, *options_, deflate()));
    return {};
  }

  std::error_code refuse(unsigned status, byte_queue& output) override {
    const std::error_code refused = refuse_request(status, output);
    return status == 400 ? web_code(web_error::bad_head) : refused;
  }

  // The request is HTTP.
  std::error_code refuse_request(unsigned status, byte_queue& output) {
    std::string_view more;
    if (status == 401) more = asks_for_token;
    if (status == 426) more = "Sec-WebSocket-Version: 13\r\n";
    append(answer_refusal(status, false, more), output);
    return refused_with(status);
  }

  // A client that wants to keep the connection makes another one for its next page, so that all the
  // connections that are left open are sessions.
  std::error_code serve_page(const request_head& request, byte_queue& output) {
    answer_ = answer_page(options_->pages.get(), request, false, owner_);
    output.append(answer_.head);
    append_more(output);
    return web_code(web_error::page_served);
  }

  static void append(const http_answer& answer, byte_queue& output) {
    output.append(answer.head);
    output.append(answer.body());
  }

  std::shared_ptr<const web_socket_server_options> options_;
  const std::string_view scheme_;  // of this server's pages
  const proactor* const owner_;    // may be null
  http_answer answer_;             // the page that is asked for
  std::size_t served_ = 0;         // bytes of its body
};

}  // namespace

std::unique_ptr<handshake> make_server_handshake(
    std::shared_ptr<const web_socket_server_options> options, const layered_connection& on) {
  return std::make_unique<server_handshake>(std::move(options), on);
}

}  // namespace naru::detail
