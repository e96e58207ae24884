// The functions that are posted into a session.
#include <cassert>
#include <memory>
#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"
#include "session/session_timers.hpp"

namespace naru::detail {

session_timers* session_core::timers() {
  std::unique_ptr<session_timers> made;
  for (;;) {
    {
      const session_lock lock = locked();
      if (life_.now() >= phase::closing || turn_.is_muted()) return nullptr;
      if (made != nullptr && timers_ == nullptr) timers_ = std::move(made);
      if (timers_ != nullptr) return timers_.get();
    }
    made = std::make_unique<session_timers>(user_);
  }
}

// After the session has been closed: no timers are made any more.
void session_core::stop_timers() noexcept {
  session_timers* started = nullptr;
  {
    const session_lock lock = locked();
    started = timers_.get();
  }
  if (started != nullptr) started->timers().stop();
}

bool session_core::enqueue(posted_function& function) noexcept {
  const session_lock lock = locked();
  // Otherwise a function that posts itself again would keep the session from its end.
  if (life_.now() >= phase::closing || turn_.is_muted()) return false;
  turn_.push(function);
  if (turn_.is_taken()) return true;
  // Posted with the lock held: otherwise another turn could run the function and end the session,
  // and the threads could leave run before this post.
  if (posted_function* const bringing = bring_turn()) host_->owner().post(*bringing);
  return true;
}

// Needs the lock. The first function is posted as an operation, unless another one is on its way.
// It keeps the session.
posted_function* session_core::bring_turn() {
  assert(!turn_.is_taken());
  if (!life_.was_open()) return nullptr;
  posted_function* const bringing = turn_.bring();
  if (bringing != nullptr) bringing->session = user_.shared_from_this();
  return bringing;
}

void posted_function::complete(operation& self) {
  auto& function = static_cast<posted_function&>(self);
  const std::shared_ptr<session_base> session = std::move(function.session);
  session_core::of(*session)->on_brought_turn(function);
}

void session_core::on_brought_turn(posted_function& function) {
  session_lock lock = locked();
  turn_.brought(function);
  const bool ran = function.ran;
  const bool entered = enter_turn();
  if (ran) {
    lock.unlock();
    function.dispose();
    lock.lock();
  }
  if (entered) run_turn(std::move(lock));
}

void session_core::run_function() {
  posted_function* function = nullptr;
  bool wanted = false;
  {
    const session_lock lock = locked();
    function = &turn_.take_function();
    wanted = !turn_.is_muted();
  }
  const auto done = [this](posted_function* ran) { release_function(*ran); };
  const std::unique_ptr<posted_function, decltype(done)> at_end(function, done);
  if (wanted) function->run();
}

// A function that is still on its way as an operation is freed when it arrives.
void session_core::release_function(posted_function& function) noexcept {
  {
    const session_lock lock = locked();
    function.ran = true;
    if (function.brings_turn) return;
  }
  function.dispose();
}

// No thread posts any more, so the queue needs no lock.
void session_core::drop_functions() noexcept {
  while (posted_function* const first = turn_.pop()) release_function(*first);
}

}  // namespace naru::detail
