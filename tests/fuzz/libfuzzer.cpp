// The function that libFuzzer calls. libFuzzer has the main function.
#include "fuzz_target.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_input(naru::buffer(std::span(data, size)));  // an exception ends the program, as it should
  return 0;
}
