// address_limit: how many sessions each address has, where that is limited.
#pragma once

#include <naru/address.hpp>

#include <cstddef>
#include <map>
#include <mutex>

namespace naru::detail {

class address_limit {
 public:
  /// 0: without limit.
  explicit address_limit(std::size_t sessions_max) noexcept : sessions_max_(sessions_max) {}

  /// One more; false, and nothing is counted, where there are too many.
  [[nodiscard]] bool enter(const address& from) {
    if (sessions_max_ == 0) return true;
    const std::lock_guard lock(mutex_);
    std::size_t& count = counts_[from];
    if (count == sessions_max_) return false;
    ++count;
    return true;
  }
  void leave(const address& from) noexcept {
    if (sessions_max_ == 0) return;
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(from);
    if (--found->second == 0) counts_.erase(found);
  }

 private:
  const std::size_t sessions_max_;
  std::mutex mutex_;  // guards counts_
  std::map<address, std::size_t> counts_;
};

}  // namespace naru::detail
