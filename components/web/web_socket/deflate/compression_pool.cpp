#include "web/web_socket/deflate/compression_pool.hpp"

#include <utility>

namespace naru::detail {

// One with another window is dropped, so that clients with many windows hold no more spares.
std::unique_ptr<deflater> compression_pool::take_deflater(int window_bits) {
  auto spare = deflaters_.take();
  if (spare && spare->window_bits() == window_bits) return spare;
  spare.reset();
  return make_deflater(options_.level, window_bits);
}

std::unique_ptr<inflater> compression_pool::take_inflater() {
  auto spare = inflaters_.take();
  return spare ? std::move(spare) : make_inflater();
}

void compression_pool::give_back(std::unique_ptr<deflater> used) noexcept {
  deflaters_.give_back(std::move(used));
}

void compression_pool::give_back(std::unique_ptr<inflater> used) noexcept {
  inflaters_.give_back(std::move(used));
}

}  // namespace naru::detail
