// A build with both, to compare them on Windows.
#include <array>

#include "backend_factories.hpp"

namespace naru {

std::span<const std::string_view> backends() noexcept {
  static constexpr std::array<std::string_view, 2> names{"iocp", "asio"};
  return names;
}

std::unique_ptr<proactor> make_proactor(const proactor_options& options) {
  if (options.backend.empty() || options.backend == "iocp")
    return detail::make_iocp_proactor(options);
  if (options.backend == "asio") return detail::make_asio_proactor(options);
  detail::refuse_backend(options.backend);
}

}  // namespace naru
