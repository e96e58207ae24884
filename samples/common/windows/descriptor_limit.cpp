#include "../descriptor_limit.hpp"

namespace samples {

// Windows limits handles by memory alone.
void raise_descriptor_limit() noexcept {}

}  // namespace samples
