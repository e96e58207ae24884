#include "watchdog.hpp"

#include <cstdio>
#include <cstdlib>

namespace contract {

watchdog::watchdog(std::chrono::seconds limit) : limit_(limit), thread_([this] { watch(); }) {}

watchdog::~watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_one();
  }
  thread_.join();
}

void watchdog::case_started(const char* name) {
  const std::lock_guard lock(mutex_);
  running_ = name;
  deadline_ = std::chrono::steady_clock::now() + limit_;
  changed_.notify_one();
}

void watchdog::case_ended() {
  const std::lock_guard lock(mutex_);
  running_.clear();
  changed_.notify_one();
}

void watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (running_.empty()) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, deadline_) == std::cv_status::timeout &&
               !running_.empty() && std::chrono::steady_clock::now() >= deadline_) {
      std::fprintf(stderr, "the test case %s took more than %lld s\n", running_.c_str(),
                   static_cast<long long>(limit_.count()));
      std::fflush(nullptr);
      // abort is not used: on Windows it may open a dialog, and wait until someone closes it.
      std::_Exit(3);
    }
  }
}

}  // namespace contract
