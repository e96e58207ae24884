// status: translates the NTSTATUS of a completed request.
#pragma once

#include <cstdint>
#include <system_error>

namespace naru::detail {

/// Returns the code that Winsock reports for a status, under naru's category. Empty for success.
[[nodiscard]] std::error_code error_from_status(std::int32_t status) noexcept;

}  // namespace naru::detail
