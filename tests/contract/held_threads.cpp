#include "held_threads.hpp"

namespace contract {

// Posted one after the other: a thread takes several posts at once, and those behind the first
// would wait.
held_threads::held_threads(naru::proactor& proactor, unsigned count) : count_(count) {
  for (unsigned held = 1; held <= count; ++held) {
    functions_.emplace_back([this](naru::io_result) { hold(); });
    proactor.post(functions_.back());
    if (!wait_until([&] { return held_ == held; })) return;
  }
}

void held_threads::release() {
  released_ = true;
  static_cast<void>(wait_until([&] { return all_completed(functions_); }));
}

void held_threads::hold() {
  ++held_;
  static_cast<void>(wait_until([&] { return released_.load(); }));
}

}  // namespace contract
