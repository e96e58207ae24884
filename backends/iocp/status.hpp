// status: what a completed request's NTSTATUS means.
#pragma once

#include <system_error>

namespace naru::detail {

/// The code that Winsock reports for a status, under naru's category; empty for success.
[[nodiscard]] std::error_code error_from_status(long status) noexcept;

}  // namespace naru::detail
