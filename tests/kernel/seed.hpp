// seed: what the kernel draws among the things that Windows may do. The environment variable
// NARU_KERNEL_SEED sets it. Without a seed, or with 0, every draw says no, and the kernel does the
// plain thing: a request that can be carried out at once is.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernel {

/// Says yes once in `times`, on average. Needs the kernel's lock.
[[nodiscard]] bool draw(unsigned times) noexcept;
/// A number below `end`, which is not 0; always 0 without a seed. Needs the kernel's lock.
[[nodiscard]] std::size_t draw_below(std::size_t end) noexcept;

/// Starts the row of draws again, so that what a test sees does not depend on the tests before it.
/// Needs the kernel's lock.
void begin_draws() noexcept;

}  // namespace kernel
