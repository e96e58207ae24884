// A table of pages is made and asked. A transport that compresses needs zlib where this naru has
// it.
#include <naru/naru.hpp>
#include <naru/web.hpp>

#include <cstdio>
#include <stdexcept>

int main() {
  naru::http_pages pages;
  pages.add("/healthz", "text/plain", "ok\n");
  const bool has_page = pages.find("/healthz") != nullptr && pages.find("/") == nullptr;
  if (!has_page) std::puts("the table of pages is wrong");
  try {
    static_cast<void>(naru::web_socket({.deflate = naru::web_socket_deflate{}}));
    std::puts("messages can be compressed");
  } catch (const std::invalid_argument& refused) {
    std::puts(refused.what());
  }
  return has_page ? 0 : 1;
}
