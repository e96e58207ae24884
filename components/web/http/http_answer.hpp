// http_answer: the answer to a request, as a head and a body.
#pragma once

#include <naru/proactor.hpp>
#include <naru/web/http_pages.hpp>

#include <string>
#include <string_view>

#include "web/http/request_head.hpp"

namespace naru::detail {

struct http_answer {
  std::string head;
  std::string made;            // a body that was made for this request
  std::string_view kept = {};  // a body of the table, which must outlive the answer
  bool closes = false;         // the connection is closed after it

  [[nodiscard]] std::string_view body() const noexcept { return kept.empty() ? made : kept; }
};

/// "Not Found" for 404; empty for a status that naru does not send.
[[nodiscard]] std::string_view status_text(unsigned status) noexcept;

/// The page, or 304 if the client has it already, 404 if there is none, 500 if it cannot be made,
/// of which `owner` is told. `pages` and `owner` may be null.
[[nodiscard]] http_answer answer_page(const http_pages* pages, const request_head& request,
                                      bool keep_alive, const proactor* owner);
/// A refusal, whose body is its own name. The connection is closed after it. `more` are header
/// fields with their line ends.
[[nodiscard]] http_answer answer_refusal(unsigned status, bool is_head = false,
                                         std::string_view more = {});

}  // namespace naru::detail
