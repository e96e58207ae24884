#include <naru/detail/root_task.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "contract/report_failure.hpp"

namespace naru::detail {

// Shared with the thread on which the task ends, because that thread touches it last.
struct root_task_base::ending_state {
  std::mutex mutex;  // guards ended
  std::condition_variable changed;
  bool ended = false;

  [[nodiscard]] bool has_ended() {
    const std::lock_guard lock(mutex);
    return ended;
  }
};

root_task_base::root_task_base(proactor& owner)
    : owner_(owner), ending_(std::make_shared<ending_state>()) {}

root_task_base::~root_task_base() = default;

// The first exception is thrown again, and the others are reported, so none is lost.
void root_task_base::run() {
  if (owner_.runs_on_this_thread()) {
    throw std::logic_error(
        "naru::run was called on a thread that runs the proactor: await the task instead");
  }
  begin();
  std::exception_ptr thrown;
  while (!ending_->has_ended()) {
    try {
      owner_.run();
    } catch (...) {
      if (thrown) {
        report_failure(owner_, std::current_exception(),
                       "naru::run: an exception left a completion function");
      } else {
        thrown = std::current_exception();
      }
      stop_.request();
    }
    if (!ending_->has_ended() && owner_.stopped()) {
      stop_.request();
      owner_.restart();
    }
  }
  if (!thrown) return;
  report_failure(owner_, failure_ ? failure_ : thrown_by_main(),
                 "naru::run: an exception left the main task");
  std::rethrow_exception(thrown);
}

void root_task_base::wait() {
  if (owner_.runs_on_this_thread()) {
    throw std::logic_error(
        "naru::sync_wait was called on a thread that runs the proactor: await the task instead");
  }
  begin();
  std::unique_lock lock(ending_->mutex);
  if (services* const own = proactor_access::own_services(owner_)) {
    while (!ending_->ended) {
      lock.unlock();
      own->let_happen();
      lock.lock();
    }
  }
  ending_->changed.wait(lock, [this] { return ending_->ended; });
}

// Work is added until the task has ended, because a task may wait for something that is not
// outstanding.
void root_task_base::begin() {
  proactor_access::add_work(owner_);
  owner_.post(posted_);
}

void root_task_base::on_posted(io_result) { start({&owner_, &stop_, nullptr}); }

// Once `ended` is set, the waiting thread may destroy this object.
void root_task_base::child_ended() noexcept {
  proactor& owner = owner_;
  const std::shared_ptr<ending_state> ending = ending_;
  {
    const std::lock_guard lock(ending->mutex);
    assert(!ending->ended);
    ending->ended = true;
    ending->changed.notify_all();
  }
  proactor_access::remove_work(owner);
}

}  // namespace naru::detail
