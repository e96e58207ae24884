#include "web/http/http_connection.hpp"

#include "web/http/request_token.hpp"
#include "web/web_socket/upgrade_request.hpp"

namespace naru::detail {

frame<received_head> head_framing::decode(const_buffer received, std::size_t head_size_max) {
  const std::string_view text = received;
  const scan_outcome outcome = scanner_.scan(text);
  const std::size_t size = scanner_.size();
  if (outcome == scan_outcome::refused) {
    return complete_frame(received.size(), received_head{{}, 400});
  }
  if (size > head_size_max) return complete_frame(received.size(), received_head{{}, 431});
  if (outcome == scan_outcome::incomplete) return incomplete_frame<received_head>();
  scanner_ = head_scanner();
  return complete_frame(size, received_head{text.substr(0, size), 0});
}

// After an answer that closes, nothing that follows on the connection is read: a session that
// closes takes no more messages.
void http_connection::on_message(received_head head) {
  const http_answer answer = answer_to(head);
  const auto queued = send(std::string_view(answer.head + std::string(answer.body())));
  if (answer.closes || queued != send_outcome::queued) close();
}

http_answer http_connection::answer_to(const received_head& head) const {
  if (head.refused != 0) return answer_refusal(head.refused);
  request_head request;
  if (const unsigned status = read_request_head(head.text, options_->limits, request)) {
    return answer_refusal(status);
  }
  if (!is_host_served(request, options_->hosts)) return answer_refusal(421, request.is_head);
  if (!has_token(request, options_->token)) {
    return answer_refusal(401, request.is_head, asks_for_token);
  }
  return answer_page(options_->pages.get(), request, request.keeps_alive(), &owner());
}

}  // namespace naru::detail
