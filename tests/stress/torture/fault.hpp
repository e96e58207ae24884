// fault: something that fails once, the n-th of its kind, whichever thread asks for it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace torture {

/// While it lives, one thing of its kind fails. One at a time lives in the process.
class fault {
 public:
  fault() = default;
  virtual ~fault() = default;
  fault(const fault&) = delete;
  fault& operator=(const fault&) = delete;

  /// Whether it has failed yet.
  [[nodiscard]] virtual bool felt() const noexcept = 0;
  /// What that was.
  [[nodiscard]] virtual std::string_view what() const noexcept = 0;
};

struct fault_kind {
  std::string_view name;  ///< in the plural
  /// Makes the one fail that follows `before` others.
  std::unique_ptr<fault> (*make)(std::size_t before);
};

/// What can be made to fail here.
[[nodiscard]] std::span<const fault_kind> fault_kinds() noexcept;

}  // namespace torture
