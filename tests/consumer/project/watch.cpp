// A page to watch a proactor is made and asked for an update.
#include <naru/naru.hpp>
#include <naru/watch.hpp>

#include <cstdio>

int main() {
  const auto proactor = naru::make_proactor();
  const naru::watch_page page(*proactor);
  const bool tells = page.json().starts_with("{");
  if (!tells) std::puts("the page tells nothing");
  return tells ? 0 : 1;
}
