// findings: what was wrong in a run, in sentences. The first few are kept, and all are counted.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace samples::chat {

class findings {
 public:
  void add(std::string what) {
    if (count_++ < kept_max) first_.push_back(std::move(what));
  }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] const std::vector<std::string>& first() const noexcept { return first_; }

 private:
  static constexpr std::size_t kept_max = 10;

  std::size_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace samples::chat
