// http_pages: what an HTTP server answers, by path. The pages are in memory.
//
//     auto pages = std::make_shared<naru::http_pages>();
//     pages->add("/", "text/html; charset=utf-8", page_as_text);
//     pages->add("/healthz", "text/plain", "ok\n");
//     pages->add("/metrics", "text/plain; version=0.0.4", [&] {
//       naru::metrics page;
//       page.add(lobby, "lobby");
//       return page.text();
//     });
//
// A server takes the table as a std::shared_ptr to const, so it does not change while it is
// served. A page whose text is given has an entity tag, by which a browser asks only for what has
// changed.
//
// It is not a web framework: there are no patterns of paths, no forms and no files.
//
// Thread-safety: any number of threads may call the const functions at the same time; the others
// need the table for themselves.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace naru {

/// One page of the table.
struct http_page {
  std::string content_type;           ///< "text/html; charset=utf-8"
  std::string body;                   ///< the bytes, if `make` is empty
  std::string entity_tag;             ///< in its quotes; empty if `make` is not
  std::function<std::string()> make;  ///< makes the bytes for each request
};

class http_pages {
 public:
  /// Adds a page with these bytes, in place of one of the same path. Throws std::invalid_argument
  /// if the path does not begin with '/', if it has a query, or if a text has a character that a
  /// head of HTTP may not have.
  http_pages& add(std::string path, std::string content_type, std::string body);
  /// Works like the above. `make` is called for each request, on the thread that serves it, and
  /// possibly on several threads at once. If it throws, the request is answered with 500, and the
  /// exception is reported to proactor_options::on_failure with the path. A page of
  /// web_socket_server_options may still be made on another thread when the destructor of the
  /// server returns, so its function has to own what it uses.
  http_pages& add(std::string path, std::string content_type, std::function<std::string()> make);
  /// Without this overload a literal would be taken for a function.
  http_pages& add(std::string path, std::string content_type, const char* body) {
    return add(std::move(path), std::move(content_type), std::string(body));
  }

  /// The page of that path, which has no query; null if there is none. Valid until the table
  /// changes.
  [[nodiscard]] const http_page* find(std::string_view path) const noexcept;

 private:
  http_pages& put(std::string path, http_page page);

  std::map<std::string, http_page, std::less<>> pages_;
};

}  // namespace naru
