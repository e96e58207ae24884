#include <naru/detail/spin_lock.hpp>

#include <chrono>
#include <thread>

namespace naru::detail {
namespace {

// Most waits end before so many tries.
constexpr unsigned tries_without_sleep = 100;
constexpr std::chrono::milliseconds sleep_time{1};

}  // namespace

void spin_lock::give_way(unsigned tries) noexcept {
  if (tries < tries_without_sleep) {
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(sleep_time);
  }
}

}  // namespace naru::detail
