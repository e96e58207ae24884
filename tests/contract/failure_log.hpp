// failure_log: the failures that proactor_options::on_failure was told.
#pragma once

#include "support.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace contract {

class failure_log {
 public:
  failure_log() = default;
  failure_log(const failure_log&) = delete;
  failure_log& operator=(const failure_log&) = delete;

  /// A proactor that reports to this log, which must outlive it.
  [[nodiscard]] std::unique_ptr<naru::proactor> proactor() {
    naru::proactor_options options;
    options.on_failure = [this](const naru::failure& failed) { add(failed); };
    return test_proactor(options);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  /// The number of lines that contain `words`.
  [[nodiscard]] std::size_t count(std::string_view words) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count_if(
        lines_, [&](const std::string& each) { return each.find(words) != std::string::npos; }));
  }

 private:
  void add(const naru::failure& failed) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(naru::describe(failed));
    ++size_;
  }

  mutable std::mutex mutex_;  // guards lines_
  std::vector<std::string> lines_;
  std::atomic<std::size_t> size_{0};
};

}  // namespace contract
