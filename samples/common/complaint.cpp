#include "complaint.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace samples {

void complain(std::string_view program, std::string_view what) {
  fmt::print(stderr, "{}: {}\n", program, what);
}

}  // namespace samples
