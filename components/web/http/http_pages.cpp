#include <naru/web/http_pages.hpp>

#include <algorithm>
#include <stdexcept>

#include "web/http/request_head.hpp"
#include "web/text/quoted.hpp"
#include "web/text/sha1.hpp"

namespace naru {
namespace {

bool fits_head(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

}  // namespace

http_pages& http_pages::add(std::string path, std::string content_type, std::string body) {
  std::string tag = '"' + detail::hexadecimal(detail::sha1(body)) + '"';
  return put(std::move(path), {std::move(content_type), std::move(body), std::move(tag), {}});
}

http_pages& http_pages::add(std::string path, std::string content_type,
                            std::function<std::string()> make) {
  if (!make) {
    throw std::invalid_argument("the function of the page " + detail::quoted(path) + " is empty");
  }
  return put(std::move(path), {std::move(content_type), {}, {}, std::move(make)});
}

http_pages& http_pages::put(std::string path, http_page page) {
  if (!detail::is_target(path) || path.find('?') != std::string::npos) {
    throw std::invalid_argument("the path of a page is " + detail::quoted(path) + "; it must " +
                                std::string(detail::rule_of_paths));
  }
  if (page.content_type.empty() || !fits_head(page.content_type)) {
    throw std::invalid_argument("the content type of the page " + detail::quoted(path) + " is " +
                                detail::quoted(page.content_type) + "; it must be visible ASCII");
  }
  pages_.insert_or_assign(std::move(path), std::move(page));
  return *this;
}

const http_page* http_pages::find(std::string_view path) const noexcept {
  const auto found = pages_.find(path);
  return found != pages_.end() ? &found->second : nullptr;
}

}  // namespace naru
