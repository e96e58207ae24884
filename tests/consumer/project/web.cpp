// A table of pages is made and asked.
#include <naru/naru.hpp>
#include <naru/web.hpp>

#include <cstdio>

int main() {
  naru::http_pages pages;
  pages.add("/healthz", "text/plain", "ok\n");
  const bool has_page = pages.find("/healthz") != nullptr && pages.find("/") == nullptr;
  if (!has_page) std::puts("the table of pages is wrong");
  return has_page ? 0 : 1;
}
