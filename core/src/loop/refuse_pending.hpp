// refuse_pending: an operation that is started while it is pending ends the program.
#pragma once

#include <naru/detail/misuse.hpp>
#include <naru/operation.hpp>

namespace naru::detail {

// The check is there in release builds too. An operation that completes twice is a memory error
// somewhere else.
inline void refuse_pending(const operation& op) noexcept {
  if (op.pending()) [[unlikely]]
    misuse("an operation was started while it was pending");
}

}  // namespace naru::detail
