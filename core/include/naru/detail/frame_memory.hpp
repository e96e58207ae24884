// frame_memory: the memory of tasks' frames. Each thread keeps the frames that ended on it, by
// size and up to a limit, for frames that begin on it. So a server in its steady state takes
// nothing from the heap. A frame may end on another thread than the one on which it began.
#pragma once

#include <naru/detail/export.hpp>

#include <cstddef>

namespace naru::detail {

/// Aligned like operator new. Throws std::bad_alloc.
[[nodiscard]] NARU_API void* allocate_frame(std::size_t size);
/// The frame may come from any thread; `size` is the size that was asked for.
NARU_API void release_frame(void* frame, std::size_t size) noexcept;

/// The number of frames that began and have not ended, of all threads: for tests. Exact while no
/// other thread begins or ends one.
[[nodiscard]] NARU_API std::ptrdiff_t live_frames() noexcept;

}  // namespace naru::detail
