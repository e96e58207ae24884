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
  /// The number of bytes that a path may have. Every system takes so many; macOS and the BSDs are
  /// the strictest.
  static constexpr std::size_t path_max = 103;

  /// No path: a socket can neither connect to it nor listen on it.
  constexpr unix_endpoint() noexcept = default;

  /// A path, relative to the working directory or absolute; UTF-8 on Windows. Throws
  /// std::invalid_argument that tells what is wrong: the path is empty, longer than path_max, or
  /// contains a zero.
  [[nodiscard]] static unix_endpoint parse(std::string_view path);
  /// Works like parse, but without exceptions: the result is empty if parse would throw.
  [[nodiscard]] static std::optional<unix_endpoint> try_parse(std::string_view path) noexcept;

  /// The path as it was given, valid as long as the endpoint; empty if there is none.
  [[nodiscard]] constexpr std::string_view path() const noexcept { return {path_.data(), size_}; }

  [[nodiscard]] friend constexpr auto operator<=>(const unix_endpoint&,
                                                  const unix_endpoint&) noexcept = default;

 private:
  std::array<char, path_max> path_{};  // zeros after the path
  std::size_t size_ = 0;
};

}  // namespace naru
