// page: page.html as text; CMake makes its source.
#pragma once

#include <string_view>

namespace samples::chat {

extern const std::string_view page;

}  // namespace samples::chat
