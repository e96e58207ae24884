#include <naru/worker_pool.hpp>

#include <naru/detail/misuse.hpp>
#include <naru/proactor.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace naru {

worker_pool::worker_pool(proactor& owner, std::size_t threads, const worker_pool_options& options)
    : proactor_(owner), options_(options) {
  threads = std::max<std::size_t>(threads, 1);
  threads_.reserve(threads);
  try {
    while (threads_.size() < threads) threads_.emplace_back([this] { work(); });
  } catch (...) {
    proactor_.stop();
    for (std::thread& thread : threads_) thread.join();
    throw;
  }
}

worker_pool::~worker_pool() {
  if (threads_.empty()) return;
  if (proactor_.runs_on_this_thread()) {
    detail::misuse("a worker_pool was destroyed in a completion function of its proactor");
  }
  proactor_.stop();
  for (std::thread& thread : threads_) thread.join();
}

void worker_pool::join() {
  if (proactor_.runs_on_this_thread()) {
    throw std::logic_error("worker_pool::join was called in a completion function");
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) {
    std::rethrow_exception(failure);
  }
}

void worker_pool::work() noexcept {
  while (run()) {
  }
}

// The failure is reported at once, because the program may never call join.
bool worker_pool::run() noexcept {
  try {
    proactor_.run();
    return false;
  } catch (...) {
    const std::exception_ptr thrown = std::current_exception();
    proactor_.report(
        {.exception = thrown, .where = "worker_pool: an exception left a completion function"});
    if (!options_.stop_on_exception) return true;
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = thrown;
    proactor_.stop();
    return false;
  }
}

}  // namespace naru
