// failing_call: makes one call to the system fail, of all threads, in the way that it might.
//
// The program puts functions of its own in the place of those of the C library. They count while a
// failing_call lives, and otherwise do nothing but call what they replace.
#pragma once

#include <cstddef>
#include <string_view>

namespace torture {

/// While it lives, the call fails that follows `before` others. One at a time lives in the process.
class failing_call {
 public:
  explicit failing_call(std::size_t before) noexcept;
  ~failing_call();
  failing_call(const failing_call&) = delete;
  failing_call& operator=(const failing_call&) = delete;
};

/// Whether the last failing_call has failed, and which function that was.
[[nodiscard]] bool call_failed() noexcept;
[[nodiscard]] std::string_view failed_function() noexcept;

}  // namespace torture
