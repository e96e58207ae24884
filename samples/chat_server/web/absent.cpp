// Replaces the other files of this folder if naru::web is not built.
#include <stdexcept>

#include "../browsers.hpp"

namespace samples::chat {

bool has_web() noexcept { return false; }

naru::transport for_browsers(const std::string&) {
  throw std::logic_error("built without naru::web");
}

}  // namespace samples::chat
