// failing_call: makes one call to the system fail, in a way in which it might fail.
//
// The program replaces the system's functions by its own: see replaced_calls.cpp of each system.
// They count while a failing_call lives, and otherwise only call the original functions.
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

/// True if this system lets a program do so.
[[nodiscard]] bool calls_can_fail() noexcept;

/// For a function that replaces another: true if this call must fail.
[[nodiscard]] bool is_to_fail(const char* function) noexcept;

}  // namespace torture
