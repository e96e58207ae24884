// fuzz_input: takes numbers from the front of the fuzzer's input.
#pragma once

#include <naru/buffer.hpp>

#include <cstddef>
#include <string_view>

class fuzz_input {
 public:
  explicit fuzz_input(naru::const_buffer bytes)
      : rest_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  /// A number of two bytes; of fewer at the end.
  std::size_t take_number() {
    const std::size_t low = take_byte();
    return low + (take_byte() << 8);
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::size_t take_byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }

  std::string_view rest_;
};
