#include "../descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace samples {
namespace {

// The most that macOS grants, even if it calls the limit infinite.
constexpr rlim_t descriptors_everywhere = 10240;

}  // namespace

void raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  limit.rlim_cur = std::max(before, std::min(limit.rlim_max, descriptors_everywhere));
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace samples
