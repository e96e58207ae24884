// unix_endpoint: the path of a Unix domain socket, as a value.
//
//     naru::unix_endpoint server = naru::unix_endpoint::parse("/run/game/admin.socket");
//
// Abstract names (Linux) are not covered: a path that begins with @ is a file like any other.
#pragma once

#include <naru/detail/export.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <string_view>

namespace naru {

class NARU_API unix_endpoint {
 public:
  /// Bytes that a path may have: what every system takes, the strictest being macOS and the BSDs.
  static constexpr std::size_t path_max = 103;

  /// No path: nothing can be connected to or listened on.
  constexpr unix_endpoint() noexcept = default;

  /// A path, relative to the working directory or absolute; UTF-8 on Windows. Throws
  /// std::invalid_argument that says what is wrong: empty, longer than path_max, or with a zero in
  /// it.
  [[nodiscard]] static unix_endpoint parse(std::string_view path);
  /// The same without exceptions: empty where parse would throw.
  [[nodiscard]] static std::optional<unix_endpoint> try_parse(std::string_view path) noexcept;

  [[nodiscard]] constexpr std::string_view path() const noexcept { return {path_.data(), size_}; }

  [[nodiscard]] friend constexpr auto operator<=>(const unix_endpoint&,
                                                  const unix_endpoint&) noexcept = default;

 private:
  std::array<char, path_max> path_{};  // zeros after the path
  std::size_t size_ = 0;
};

}  // namespace naru
