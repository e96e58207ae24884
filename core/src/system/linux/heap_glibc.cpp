#include <malloc.h>

#include "values/heap.hpp"

namespace naru::detail {

// By itself glibc gives back only what lies at the end of the heap.
void give_heap_back() noexcept { malloc_trim(0); }

}  // namespace naru::detail
