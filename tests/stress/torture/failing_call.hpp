// failing_call: makes one call to the system fail, in the way that it might.
//
// The program puts functions of its own in the place of the system's: see replaced_calls.cpp of
// each system. They count while a failing_call lives, and otherwise do nothing but call what they
// replace.
#pragma once

#include "fault.hpp"

namespace torture {

class failing_call final : public fault {
 public:
  explicit failing_call(std::size_t before) noexcept;
  ~failing_call() override;

  [[nodiscard]] bool felt() const noexcept override;
  [[nodiscard]] std::string_view what() const noexcept override;
};

/// Whether this system lets a program do so.
[[nodiscard]] bool calls_can_fail() noexcept;

/// For a function that has taken a place: whether this call is the one that fails.
[[nodiscard]] bool is_to_fail(const char* function) noexcept;

}  // namespace torture
