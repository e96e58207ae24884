#include <naru/blocking_pool.hpp>

#include <naru/detail/misuse.hpp>

#include <algorithm>

namespace naru {

blocking_pool::blocking_pool(std::size_t threads, const blocking_pool_options& options)
    : queue_(std::make_shared<detail::blocking_queue>(std::max<std::size_t>(threads, 1),
                                                      options.waiting_max)) {
  const std::size_t wanted = std::max<std::size_t>(threads, 1);
  threads_.reserve(wanted);
  try {
    while (threads_.size() != wanted) {
      threads_.emplace_back([queue = queue_] {
        while (detail::blocking_work* const next = queue->pop()) next->run();
      });
    }
  } catch (...) {
    queue_->stop();
    join();
    throw;
  }
}

blocking_pool::~blocking_pool() {
  stop(stop_mode::drain);
  queue_->finish_deferred();
  join();
}

// An outcome may end the pool.
void blocking_pool::stop(stop_mode how) noexcept {
  const auto queue = queue_;
  queue->stop();
  if (how == stop_mode::drop) queue->drop();
}

void blocking_pool::join() noexcept {
  for (std::thread& each : threads_) {
    if (each.get_id() == std::this_thread::get_id()) {
      detail::misuse("a blocking_pool was destroyed on one of its own threads");
    }
    each.join();
  }
}

}  // namespace naru
