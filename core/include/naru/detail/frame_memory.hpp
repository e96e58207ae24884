// frame_memory: where the frames of tasks live. Each thread keeps the frames that ended on it, by
// size and up to a limit, for those that begin on it; so a server in its steady state asks the heap
// for nothing. A frame may end on another thread than it began on.
#pragma once

#include <naru/detail/export.hpp>

#include <cstddef>

namespace naru::detail {

/// Aligned as operator new aligns. Throws std::bad_alloc.
[[nodiscard]] NARU_API void* allocate_frame(std::size_t size);
/// Of any thread's; `size` as it was asked for.
NARU_API void release_frame(void* frame, std::size_t size) noexcept;

/// Frames of tasks that began and have not ended, of all threads: for tests. Exact while no other
/// thread begins or ends one.
[[nodiscard]] NARU_API std::ptrdiff_t live_frames() noexcept;

}  // namespace naru::detail
