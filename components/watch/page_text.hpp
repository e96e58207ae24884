// page.html, as a part of the library.
#pragma once

#include <string_view>

namespace naru::detail {

extern const std::string_view watch_page_text;

}  // namespace naru::detail
