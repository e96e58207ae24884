// A build with the Asio fallback alone.
#include <array>

#include "backend_factories.hpp"

namespace naru {

std::span<const std::string_view> backends() noexcept {
  static constexpr std::array<std::string_view, 1> names{"asio"};
  return names;
}

std::unique_ptr<proactor> make_proactor(const proactor_options& options) {
  if (options.backend.empty() || options.backend == "asio")
    return detail::make_asio_proactor(options);
  detail::refuse_backend(options.backend);
}

}  // namespace naru
