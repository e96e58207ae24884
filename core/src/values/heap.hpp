// heap: what the heap keeps of memory that was freed.
#pragma once

namespace naru::detail {

/// Gives freed memory back to the system, if the heap of this system does not do so by itself. It
/// takes a while, because it looks through the whole heap.
void give_heap_back() noexcept;

}  // namespace naru::detail
