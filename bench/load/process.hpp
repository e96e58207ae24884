// process: the resources that the server under load has used so far, read from outside.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "../counting/counters.hpp"

namespace bench {

struct usage {
  double processor_seconds = 0;                             // user and system, of all its threads
  std::uint64_t resident_bytes = 0;                         // anonymous memory: heap and stacks
  std::array<std::uint64_t, counter_names.size()> calls{};  // zeros if nothing counts them
};

class process {
 public:
  /// `counter_file` may be empty.
  process(int id, const std::string& counter_file);

  /// Throws std::system_error if the process has ended.
  [[nodiscard]] usage used() const;

 private:
  int id_;
  const counters* counters_ = nullptr;
};

}  // namespace bench
