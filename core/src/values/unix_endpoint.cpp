#include <naru/unix_endpoint.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace naru {

std::optional<unix_endpoint> unix_endpoint::try_parse(std::string_view path) noexcept {
  if (path.empty() || path.size() > path_max) return std::nullopt;
  if (path.find('\0') != std::string_view::npos) return std::nullopt;
  unix_endpoint result;
  std::ranges::copy(path, result.path_.begin());
  result.size_ = path.size();
  return result;
}

unix_endpoint unix_endpoint::parse(std::string_view path) {
  if (const auto result = try_parse(path)) return *result;
  if (path.empty()) throw std::invalid_argument("the path of a Unix domain socket is empty");
  if (path.size() > path_max) {
    throw std::invalid_argument("the path of a Unix domain socket has " +
                                std::to_string(path.size()) + " bytes, more than " +
                                std::to_string(path_max) + ": \"" + std::string(path) + '"');
  }
  throw std::invalid_argument("the path of a Unix domain socket has a zero at byte " +
                              std::to_string(path.find('\0')));
}

}  // namespace naru
