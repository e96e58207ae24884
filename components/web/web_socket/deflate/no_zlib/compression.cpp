#include "web/web_socket/deflate/compression.hpp"

namespace naru::detail {

bool has_compression() noexcept { return false; }
std::unique_ptr<deflater> make_deflater(int, int) { return nullptr; }
std::unique_ptr<inflater> make_inflater() { return nullptr; }

}  // namespace naru::detail
