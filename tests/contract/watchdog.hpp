// watchdog: ends the program with a clear sentence if one test case takes too long, so that a lost
// completion fails a run instead of holding it up for ever.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace contract {

class watchdog {
 public:
  explicit watchdog(std::chrono::seconds limit);
  ~watchdog();
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

  void case_started(const char* name);
  void case_ended();

 private:
  void watch();

  const std::chrono::seconds limit_;
  std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  std::string running_;  // empty between cases
  std::chrono::steady_clock::time_point deadline_;
  bool ending_ = false;
  std::thread thread_;  // last, because it uses the members above
};

}  // namespace contract
