// told_observer: the observer of a host. What leaves one of its functions goes no further.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/session_observer.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <utility>

namespace naru::detail {

class told_observer {
 public:
  told_observer(proactor& owner, std::shared_ptr<session_observer> observer) noexcept
      : owner_(owner), observer_(std::move(observer)) {}

  [[nodiscard]] explicit operator bool() const noexcept { return observer_ != nullptr; }

  /// Calls `function` with the observer, if there is one. The caller holds no lock.
  template <class Function>
  void tell(Function function) noexcept {
    if (!observer_) return;
    try {
      function(*observer_);
    } catch (...) {
      if (failed_.exchange(true)) return;  // an observer that always throws would fill a log
      owner_.report({.exception = std::current_exception(),
                     .where = "an exception left the session_observer"});
    }
  }

 private:
  proactor& owner_;
  const std::shared_ptr<session_observer> observer_;
  std::atomic<bool> failed_ = false;
};

}  // namespace naru::detail
