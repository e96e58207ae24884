#include "values/heap.hpp"

namespace naru::detail {

// The heap gives large pieces back by itself.
void give_heap_back() noexcept {}

}  // namespace naru::detail
