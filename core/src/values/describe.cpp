#include <naru/describe.hpp>

namespace naru {

std::string describe(std::string_view action, std::string_view place,
                     const std::error_code& error) {
  std::string text(action);
  text.append(" ").append(place).append(": ").append(error.message());
  text.append(" (").append(error.category().name()).append(" ");
  return text.append(std::to_string(error.value())).append(")");
}

std::string describe(std::string_view action, const endpoint& place, const std::error_code& error) {
  return describe(action, place.to_string(), error);
}

}  // namespace naru
