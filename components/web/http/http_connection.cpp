#include "web/http/http_connection.hpp"

#include "web/web_socket/upgrade_request.hpp"

namespace naru::detail {
namespace {

// The time that this takes tells nothing about where the texts differ.
bool is_same_secret(std::string_view given, std::string_view secret) noexcept {
  unsigned difference = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char expected = secret[i % secret.size()];
    difference |= static_cast<unsigned char>(given[i] ^ expected);
  }
  return difference == 0;
}

std::string_view token_of(const request_head& request) {
  constexpr std::string_view bearer = "Bearer ";
  if (const auto field = request.fields.only("Authorization")) {
    return field->starts_with(bearer) ? field->substr(bearer.size()) : std::string_view();
  }
  std::string_view query = request.query;
  while (!query.empty()) {
    std::string_view value = take_until(query, "&");
    if (take_until(value, "=") == "token") return value;
  }
  return {};
}

}  // namespace

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
  if (!has_token(request)) {
    return answer_refusal(401, request.is_head, "WWW-Authenticate: Bearer\r\n");
  }
  return answer_page(options_->pages.get(), request, request.keeps_alive());
}

bool http_connection::has_token(const request_head& request) const {
  return options_->token.empty() || is_same_secret(token_of(request), options_->token);
}

}  // namespace naru::detail
