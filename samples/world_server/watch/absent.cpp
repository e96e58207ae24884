// Replaces the other file of this folder if naru::watch is not built.
#include <stdexcept>

#include "../live_page.hpp"

namespace samples::world {

bool has_watch() noexcept { return false; }

std::unique_ptr<live_page> watch(naru::proactor&, std::uint16_t, const naru::detail::session_owner&,
                                 const world_figures&) {
  throw std::logic_error("built without naru::watch");
}

}  // namespace samples::world
