// deferred: something that a proactor does later in place of a thread, if its program has no
// threads.
#pragma once

#include <naru/detail/export.hpp>

namespace naru::detail {

class services;

class NARU_API deferred {
 public:
  /// Runs work of that proactor that a thread would have run.
  virtual void run_deferred(const services& by) noexcept = 0;

 protected:
  deferred() = default;
  deferred(const deferred&) = delete;
  deferred& operator=(const deferred&) = delete;
  ~deferred() = default;
};

}  // namespace naru::detail
