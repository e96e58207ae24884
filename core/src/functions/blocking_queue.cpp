#include <naru/detail/blocking_queue.hpp>

#include <cassert>

namespace naru::detail {

std::exception_ptr refusal_of_work(std::error_code why) noexcept {
  try {
    throw std::system_error(why, "naru::blocking_pool");
  } catch (...) {
    return std::current_exception();
  }
}

std::error_code blocking_queue::push(blocking_work& work) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return std::make_error_code(std::errc::operation_canceled);
    if (size_ >= waiting_max_) return std::make_error_code(std::errc::no_buffer_space);
    work.next_ = nullptr;
    work.link_ = end_;
    *end_ = &work;
    end_ = &work.next_;
    ++size_;
  }
  came_.notify_one();
  return {};
}

bool blocking_queue::withdraw(blocking_work& work) noexcept {
  const std::lock_guard lock(mutex_);
  if (work.link_ == nullptr) return false;
  remove(work);
  return true;
}

blocking_work* blocking_queue::pop() noexcept {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return first_ != nullptr || stopped_; });
  blocking_work* const taken = first_;
  if (taken != nullptr) remove(*taken);
  return taken;
}

void blocking_queue::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  came_.notify_all();
}

// One at a time, because the owner that is told may withdraw another.
void blocking_queue::drop() noexcept {
  const auto take = [this]() -> blocking_work* {
    const std::lock_guard lock(mutex_);
    blocking_work* const taken = first_;
    if (taken != nullptr) remove(*taken);
    return taken;
  };
  while (blocking_work* const dropped = take()) {
    dropped->refuse(std::make_error_code(std::errc::operation_canceled));
  }
}

std::size_t blocking_queue::size() const noexcept {
  const std::lock_guard lock(mutex_);
  return size_;
}

// Needs the mutex.
void blocking_queue::remove(blocking_work& work) noexcept {
  assert(size_ != 0 && *work.link_ == &work);
  *work.link_ = work.next_;
  (work.next_ != nullptr ? work.next_->link_ : end_) = work.link_;
  work.link_ = nullptr;
  --size_;
}

}  // namespace naru::detail
