// A build with the completion port alone: the usual one on Windows.
#include <array>

#include "backend_factories.hpp"

namespace naru {

std::span<const std::string_view> backends() noexcept {
  static constexpr std::array<std::string_view, 1> names{"iocp"};
  return names;
}

std::unique_ptr<proactor> make_proactor(const proactor_options& options) {
  if (options.backend.empty() || options.backend == "iocp")
    return detail::make_iocp_proactor(options);
  detail::refuse_backend(options.backend);
}

}  // namespace naru
