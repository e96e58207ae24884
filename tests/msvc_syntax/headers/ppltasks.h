// ppltasks.h: the tasks of the Concurrency Runtime, on which Microsoft's std::async runs.
#pragma once

namespace Concurrency {

template <class Result>
class task {
 public:
  void wait() const;
};

// Defined, because a lambda has no linkage.
template <class Function>
[[nodiscard]] task<void> create_task(Function) {
  return {};
}

}  // namespace Concurrency
