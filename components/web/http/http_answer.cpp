#include "web/http/http_answer.hpp"

#include <array>
#include <exception>
#include <utility>

namespace naru::detail {
namespace {

constexpr std::array<std::pair<unsigned, std::string_view>, 18> status_texts{{
    {101, "Switching Protocols"},
    {200, "OK"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Content Too Large"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {426, "Upgrade Required"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

std::string status_line(unsigned status) {
  return "HTTP/1.1 " + std::to_string(status) + " " + std::string(status_text(status)) + "\r\n";
}

// A browser must not guess that a page is something else than its type says.
std::string body_fields(std::string_view content_type, std::size_t size) {
  return "Content-Type: " + std::string(content_type) +
         "\r\nContent-Length: " + std::to_string(size) + "\r\nX-Content-Type-Options: nosniff\r\n";
}

std::string_view connection_field(bool keep_alive) {
  return keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
}

// A browser that asks sees only 500, so the program has to hear why. The path is that of the table,
// not of a stranger.
void report_failure(const proactor* owner, std::string_view path) {
  if (owner == nullptr) return;
  const std::string where = "an exception left the function of the page " + std::string(path);
  owner->report({.exception = std::current_exception(), .where = where});
}

bool has_page(const request_head& request, const http_page& page) {
  if (page.entity_tag.empty()) return false;
  for (std::string_view tag : request.fields.tokens("If-None-Match")) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == page.entity_tag) return true;
  }
  return false;
}

}  // namespace

std::string_view status_text(unsigned status) noexcept {
  for (const auto& [number, text] : status_texts) {
    if (number == status) return text;
  }
  return {};
}

http_answer answer_page(const http_pages* pages, const request_head& request, bool keep_alive,
                        const proactor* owner) {
  const http_page* const page = pages != nullptr ? pages->find(request.path) : nullptr;
  if (page == nullptr) return answer_refusal(404, request.is_head);
  http_answer answer;
  const bool is_known = has_page(request, *page);
  try {
    if (page->make) answer.made = page->make();
  } catch (...) {
    report_failure(owner, request.path);
    return answer_refusal(500, request.is_head);
  }
  if (!page->make) answer.kept = page->body;
  answer.head = status_line(is_known ? 304 : 200);
  if (!is_known) answer.head += body_fields(page->content_type, answer.body().size());
  if (!page->entity_tag.empty()) answer.head += "ETag: " + page->entity_tag + "\r\n";
  answer.head += "Cache-Control: no-cache\r\n";
  answer.head += connection_field(keep_alive);
  answer.closes = !keep_alive;
  if (is_known || request.is_head) {
    answer.made.clear();
    answer.kept = {};
  }
  return answer;
}

http_answer answer_refusal(unsigned status, bool is_head, std::string_view more) {
  http_answer answer;
  answer.closes = true;
  answer.made = std::to_string(status) + " " + std::string(status_text(status)) + "\n";
  answer.head = status_line(status) + body_fields("text/plain", answer.made.size());
  if (status == 405) answer.head += "Allow: GET, HEAD\r\n";
  answer.head += more;
  answer.head += connection_field(false);
  if (is_head) answer.made.clear();
  return answer;
}

}  // namespace naru::detail
