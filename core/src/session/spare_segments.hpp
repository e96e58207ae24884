// spare_segments: the segments of which no session has need. They are kept for a while, and then
// their memory goes back to the system.
#pragma once

#include <naru/proactor.hpp>

#include <cstddef>

namespace naru::detail {

enum class spare {
  unneeded,  // unused since the last call, but one slab of each size stays
  all,       // unused now
};

/// Frees slabs of which no segment is in use. Returns their bytes.
std::size_t free_spare_segments(spare which) noexcept;

/// The bytes of all slabs, used or not. Only tests call this.
[[nodiscard]] std::size_t segment_bytes_kept() noexcept;

/// Gives memory back to the system that was not needed for a second; `everything` that is unused if
/// the caller has no sessions any more. It does each of these once a second, for all callers in the
/// process, because clients may end many times a second.
void give_spare_memory_back(proactor::time_point now, spare which) noexcept;

}  // namespace naru::detail
