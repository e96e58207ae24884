#include <naru/detail/misuse.hpp>

#include <cstdio>
#include <cstdlib>

namespace naru::detail {

void misuse(const char* sentence) noexcept {
  std::fprintf(stderr, "naru: %s\n", sentence);
  std::fflush(stderr);
  std::abort();
}

}  // namespace naru::detail
