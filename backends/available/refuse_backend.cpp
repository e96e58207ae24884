#include <stdexcept>
#include <string>

#include "backend_factories.hpp"

namespace naru::detail {

void refuse_backend(std::string_view name) {
  std::string text = "no backend \"" + std::string(name) + "\" in this build; there is";
  for (const std::string_view each : backends()) text += " " + std::string(each);
  throw std::invalid_argument(text);
}

}  // namespace naru::detail
