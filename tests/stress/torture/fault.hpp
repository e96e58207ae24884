// fault: something that fails once: the n-th of its kind, on whichever thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace torture {

/// While it lives, one thing of its kind fails. Only one fault may exist at a time in the process.
class fault {
 public:
  fault() = default;
  virtual ~fault() = default;
  fault(const fault&) = delete;
  fault& operator=(const fault&) = delete;

  /// True if it has failed already.
  [[nodiscard]] virtual bool felt() const noexcept = 0;
  /// The name of what failed.
  [[nodiscard]] virtual std::string_view what() const noexcept = 0;
};

struct fault_kind {
  std::string_view name;  ///< in the plural
  /// Makes the thing fail that follows `before` others.
  std::unique_ptr<fault> (*make)(std::size_t before);
};

/// The kinds of faults that can be made here.
[[nodiscard]] std::span<const fault_kind> fault_kinds() noexcept;

}  // namespace torture
