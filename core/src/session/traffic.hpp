// traffic: what a session has received so far, or what it has sent. Only an observer is told, so a
// session of a server without one has none.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "session/told_observer.hpp"

namespace naru::detail {

struct traffic {
  /// A number that one thread at a time changes, and any thread may read.
  class count {
   public:
    count& operator+=(std::uint64_t more) noexcept {
      value_.store(value() + more, std::memory_order_relaxed);
      return *this;
    }
    [[nodiscard]] std::uint64_t value() const noexcept {
      return value_.load(std::memory_order_relaxed);
    }
    operator std::uint64_t() const noexcept { return value(); }

   private:
    std::atomic<std::uint64_t> value_ = 0;
  };

  count bytes;  // with everything that surrounds the messages
  count messages;
};

/// Null without an observer. Throws std::bad_alloc.
[[nodiscard]] inline std::unique_ptr<traffic> traffic_for(const told_observer& told) {
  return told ? std::make_unique<traffic>() : nullptr;
}

}  // namespace naru::detail
