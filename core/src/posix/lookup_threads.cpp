#include "lookup_threads.hpp"

#include <algorithm>
#include <new>
#include <thread>
#include <utility>

#include "posix_lookup.hpp"
#include "signals_blocked.hpp"

namespace naru::detail {
lookup_threads& lookup_threads::instance() {
  static lookup_threads& threads = *new lookup_threads;  // on purpose: see the declaration
  return threads;
}

std::error_code lookup_threads::add(std::shared_ptr<posix_lookup> added) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    waiting_.push_back(std::move(added));
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  }
  if (count_ == count_max) return {};
  const std::error_code refused = start_thread();
  if (!refused || count_ != 0) return {};
  waiting_.pop_back();
  return refused;
}

std::error_code lookup_threads::start_thread() noexcept {
  try {
    const signals_blocked blocked;
    std::thread([this] { work(); }).detach();
    ++count_;
    return {};
  } catch (const std::system_error& refused) {
    return refused.code();
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  }
}

void lookup_threads::remove(const posix_lookup& removed) noexcept {
  const std::lock_guard lock(mutex_);
  const auto is_removed = [&](const auto& each) { return each.get() == &removed; };
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), is_removed);
  if (found != waiting_.end()) waiting_.erase(found);
}

void lookup_threads::work() noexcept {
  while (const std::shared_ptr<posix_lookup> mine = next()) mine->run();
}

std::shared_ptr<posix_lookup> lookup_threads::next() noexcept {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    --count_;
    return nullptr;
  }
  std::shared_ptr<posix_lookup> first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

}  // namespace naru::detail
