#include <naru/detail/root_task.hpp>

#include <naru/detail/misuse.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "contract/kept_failures.hpp"
#include "contract/nothing_to_happen.hpp"

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

// A task that is stopped and still waits for something that cannot happen would wait for ever.
void root_task_base::run() {
  if (owner_.runs_on_this_thread()) {
    throw std::logic_error(
        "naru::run was called on a thread that runs the proactor: await the task instead");
  }
  begin();
  kept_failures thrown(owner_, "naru::run: an exception left a completion function");
  while (!ending_->has_ended()) {
    try {
      owner_.run();
    } catch (const nothing_to_happen&) {
      if (stop_.requested()) {
        misuse(
            "naru::run waits for a task that a stop does not end, and nothing is left to happen");
      }
      thrown.add_current();
      stop_.request();
    } catch (...) {
      thrown.add_current();
      stop_.request();
    }
    if (!ending_->has_ended() && owner_.stopped()) {
      stop_.request();
      owner_.restart();
    }
  }
  throw_kept(thrown, "naru::run: an exception left the main task");
}

void root_task_base::wait() {
  if (owner_.runs_on_this_thread()) {
    throw std::logic_error(
        "naru::sync_wait was called on a thread that runs the proactor: await the task instead");
  }
  begin();
  if (services* const own = proactor_access::own_services(owner_)) return wait_by(*own);
  std::unique_lock lock(ending_->mutex);
  ending_->changed.wait(lock, [this] { return ending_->ended; });
}

// The completion functions run inside of this call, so their exceptions arrive here.
void root_task_base::wait_by(services& own) {
  kept_failures thrown(owner_, "naru::sync_wait: an exception left a completion function");
  while (!ending_->has_ended()) {
    try {
      own.let_happen();
    } catch (...) {
      thrown.add_current();
      stop_.request();
    }
  }
  throw_kept(thrown, "naru::sync_wait: an exception left the main task");
}

void root_task_base::throw_kept(const kept_failures& thrown, std::string_view where) const {
  if (thrown.empty()) return;
  report_failure(owner_, failure_ ? failure_ : thrown_by_main(), where);
  thrown.throw_first();
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
