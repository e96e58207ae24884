#include <naru/detail/blocking_queue.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>

#include <cassert>

#include "values/as_error.hpp"

namespace naru::detail {

std::exception_ptr refusal_of_work(std::error_code why) noexcept {
  try {
    throw std::system_error(why, "naru::blocking_pool");
  } catch (...) {
    return std::current_exception();
  }
}

std::error_code blocking_queue::push(blocking_work& work, proactor& home) noexcept {
  services* const own = proactor_access::own_services(home);
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return std::make_error_code(std::errc::operation_canceled);
    if (size_ >= waiting_max_) return std::make_error_code(std::errc::no_buffer_space);
    work.defers_ = own;
    work.has_begun_ = false;
    row_of(work).push(work);
    ++size_;
  }
  own == nullptr ? came_.notify_one() : begin_deferred();
  return {};
}

bool blocking_queue::withdraw(blocking_work& work) noexcept {
  const std::lock_guard lock(mutex_);
  if (work.link_ == nullptr || work.has_begun_) return false;
  row_of(work).remove(work);
  --size_;
  return true;
}

blocking_work* blocking_queue::pop() noexcept {
  std::unique_lock lock(mutex_);
  came_.wait(lock, [this] { return waiting_.first != nullptr || stopped_; });
  return take_first(waiting_);
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
  const auto take = [this] {
    const std::lock_guard lock(mutex_);
    return take_first(waiting_.first != nullptr ? waiting_ : deferred_);
  };
  while (blocking_work* const dropped = take()) {
    dropped->refuse(std::make_error_code(std::errc::operation_canceled));
  }
}

std::size_t blocking_queue::size() const noexcept {
  const std::lock_guard lock(mutex_);
  return size_;
}

// Deferred work.

void blocking_queue::begin_deferred() noexcept {
  for (;;) {
    blocking_work* next = nullptr;
    std::error_code failed;
    {
      const std::lock_guard lock(mutex_);
      if (begun_count_ == threads_ || deferred_.first == nullptr) return;
      next = take_first(deferred_);
      failed = as_error([&] {
        next->defers_->defer(shared_from_this());
        return std::error_code();
      });
      if (!failed) {
        next->has_begun_ = true;
        begun_.push(*next);
        ++begun_count_;
      }
    }
    if (failed) next->refuse(failed);
  }
}

// The work that began first, because all take about the same time. Another proactor may be held up,
// so its work waits for its own call. There is none if the pool has ended meanwhile.
void blocking_queue::run_deferred(const services& by) noexcept {
  blocking_work* first = nullptr;
  {
    const std::lock_guard lock(mutex_);
    first = take_begun(&by);
  }
  if (first == nullptr) return;
  first->run();
  begin_deferred();
}

void blocking_queue::finish_deferred() noexcept {
  const auto take = [this] {
    const std::lock_guard lock(mutex_);
    blocking_work* const begun = take_begun(nullptr);
    return begun != nullptr ? begun : take_first(deferred_);
  };
  while (blocking_work* const next = take()) next->run();
}

// Rows.

blocking_queue::row& blocking_queue::row_of(const blocking_work& work) noexcept {
  return work.defers_ == nullptr ? waiting_ : deferred_;
}

blocking_work* blocking_queue::take_first(row& from) noexcept {
  blocking_work* const taken = from.first;
  if (taken == nullptr) return nullptr;
  assert(size_ != 0);
  from.remove(*taken);
  --size_;
  return taken;
}

blocking_work* blocking_queue::take_begun(const services* of) noexcept {
  blocking_work* taken = begun_.first;
  while (taken != nullptr && of != nullptr && taken->defers_ != of) taken = taken->next_;
  if (taken == nullptr) return nullptr;
  assert(begun_count_ != 0);
  begun_.remove(*taken);
  --begun_count_;
  return taken;
}

void blocking_queue::row::push(blocking_work& work) noexcept {
  work.next_ = nullptr;
  work.link_ = end;
  *end = &work;
  end = &work.next_;
}

void blocking_queue::row::remove(blocking_work& work) noexcept {
  assert(*work.link_ == &work);
  *work.link_ = work.next_;
  (work.next_ != nullptr ? work.next_->link_ : end) = work.link_;
  work.link_ = nullptr;
}

}  // namespace naru::detail
