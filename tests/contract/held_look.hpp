// held_look: a thread that has taken completions from a proactor's system and is held before it
// runs any of them. No other thread has them, and the system does not have them any more.
#pragma once

#include "support.hpp"

#include <optional>

namespace contract {

class held_look {
 public:
  /// No thread may run `proactor` before.
  explicit held_look(naru::proactor& proactor);
  held_look(const held_look&) = delete;
  held_look& operator=(const held_look&) = delete;
  /// The proactor is stopped, and no thread runs it any more.
  ~held_look();

  /// True if the thread is held.
  [[nodiscard]] bool complete() const noexcept { return held_; }
  /// Another thread runs every limit that ends within `longest`. Returns false if it does not get
  /// there.
  [[nodiscard]] bool pass_limits(std::chrono::milliseconds longest);
  /// The first thread goes on.
  void release() noexcept { released_ = true; }

 private:
  void hold();

  naru::proactor& proactor_;
  std::atomic<bool> held_ = false;
  std::atomic<bool> released_ = false;
  recorder hold_{[this](naru::io_result) { hold(); }};
  recorder passed_;
  naru::timer last_;
  const naru::work_guard working_;
  std::optional<naru::worker_pool> second_;
  std::optional<naru::worker_pool> first_;
};

}  // namespace contract
