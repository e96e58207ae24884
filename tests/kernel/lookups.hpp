// lookups: what a test wants to know of the look-ups of names.
#pragma once

namespace kernel {

/// How many threads are in GetAddrInfoExCancel and wait until a routine has returned. It takes a
/// lock of its own.
[[nodiscard]] unsigned waiting_cancels_of_lookups() noexcept;

}  // namespace kernel
