// process: the resources that the server under load has used so far, read from outside.
#pragma once

#include <cstdint>
#include <string>

namespace bench {

struct usage {
  double processor_seconds = 0;      // user and system, of all its threads
  std::uint64_t resident_bytes = 0;  // anonymous memory: heap and stacks
  std::uint64_t heap_calls = 0;      // allocations; 0 if nothing counts them
};

class process {
 public:
  /// `heap_count_file` may be empty.
  process(int id, const std::string& heap_count_file);

  /// Throws std::system_error if the process has ended.
  [[nodiscard]] usage used() const;

 private:
  int id_;
  const volatile std::uint64_t* heap_calls_ = nullptr;
};

}  // namespace bench
