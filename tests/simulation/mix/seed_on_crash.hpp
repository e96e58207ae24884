// seed_on_crash: when the program crashes, it still says which seed it ran.
#pragma once

#include <cstdint>

namespace mix {

/// From here on a crash prints how to repeat the run of that seed.
void note_seed(std::uint64_t seed) noexcept;
/// Call it once, before note_seed.
void name_seed_on_crash() noexcept;

}  // namespace mix
