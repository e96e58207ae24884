#include <naru/proactor.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "available/backend_table.hpp"
#include "values/joined.hpp"

namespace naru {

namespace {

[[noreturn]] void refuse_backend(std::string_view name) {
  std::string text = detail::joined({"no backend \"", name, "\" in this build; there is"});
  for (const std::string_view each : backends()) text = detail::joined({text, " ", each});
  throw std::invalid_argument(text);
}

}  // namespace

std::span<const std::string_view> backends() noexcept { return detail::backend_names(); }

std::unique_ptr<proactor> make_proactor(const proactor_options& options) {
  const std::span<const std::string_view> names = detail::backend_names();
  const std::span<const detail::backend_factory> factories = detail::backend_factories();
  assert(names.size() == factories.size() && !names.empty());
  const std::string_view wanted = options.backend.empty() ? names.front() : options.backend;
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) refuse_backend(wanted);
  auto made = factories[static_cast<std::size_t>(found - names.begin())](options);
  made->log(log_level::debug, "proactor_made", {{"backend", made->backend()}});
  return made;
}

}  // namespace naru
