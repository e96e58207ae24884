#include <naru/web/http_pages.hpp>

#include <algorithm>
#include <stdexcept>

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
  if (!make) throw std::invalid_argument("http_pages: the function of a page is empty");
  return put(std::move(path), {std::move(content_type), {}, {}, std::move(make)});
}

http_pages& http_pages::put(std::string path, http_page page) {
  if (!path.starts_with('/') || !fits_head(path)) {
    throw std::invalid_argument("http_pages: a path begins with '/' and is visible ASCII");
  }
  if (page.content_type.empty() || !fits_head(page.content_type)) {
    throw std::invalid_argument("http_pages: a content type is visible ASCII");
  }
  pages_.insert_or_assign(std::move(path), std::move(page));
  return *this;
}

const http_page* http_pages::find(std::string_view path) const noexcept {
  const auto found = pages_.find(path);
  return found != pages_.end() ? &found->second : nullptr;
}

}  // namespace naru
