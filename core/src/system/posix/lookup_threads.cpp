#include "system/posix/lookup_threads.hpp"

#include <algorithm>
#include <new>
#include <thread>
#include <utility>

#include "system/posix/posix_lookup.hpp"
#include "system/posix/signals_blocked.hpp"
#include "values/immortal.hpp"

namespace naru::detail {
lookup_threads& lookup_threads::instance() noexcept {
  static const immortal<lookup_threads> threads;
  return *threads;
}

std::error_code lookup_threads::add(std::shared_ptr<posix_lookup> added) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    waiting_.push_back(std::move(added));
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  }
  if (count_ == count_max || !may_run(waiting_.back()->name())) return {};
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
  for (auto mine = next(); mine != running_.end(); mine = next()) {
    (*mine)->run();
    has_run(mine);
  }
}

lookup_threads::row::iterator lookup_threads::next() noexcept {
  const std::lock_guard lock(mutex_);
  const auto first = first_that_may_run();
  if (first == waiting_.end()) {
    --count_;
    return running_.end();
  }
  running_.splice(running_.begin(), waiting_, first);
  return running_.begin();
}

void lookup_threads::has_run(row::iterator ended) noexcept {
  row gone;  // freed without the mutex
  const std::lock_guard lock(mutex_);
  gone.splice(gone.begin(), running_, ended);
}

lookup_threads::row::iterator lookup_threads::first_that_may_run() noexcept {
  return std::find_if(waiting_.begin(), waiting_.end(),
                      [&](const auto& each) { return may_run(each->name()); });
}

bool lookup_threads::may_run(std::string_view name) const noexcept {
  const auto same = std::count_if(running_.begin(), running_.end(),
                                  [&](const auto& each) { return each->name() == name; });
  return same < count_per_name_max;
}

}  // namespace naru::detail
