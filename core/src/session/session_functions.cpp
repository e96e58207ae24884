// Functions that are posted into a session.
#include <memory>
#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

bool session_core::enqueue(posted_function& function) noexcept {
  posted_function* bringing = nullptr;
  {
    const lock_guard lock(lock_);
    // Otherwise one that posts itself again would keep the session from its end.
    if (phase_ >= phase::closing || muted_) return false;
    function.next = nullptr;
    function.ran = false;
    (first_function_ == nullptr ? first_function_ : last_function_->next) = &function;
    last_function_ = &function;
    if (!in_turn_) bringing = bring_turn();
  }
  if (bringing != nullptr) host_->owner().post(*bringing);
  return true;
}

// With the lock held. The first function comes as an operation, where no other is on its way.
posted_function* session_core::bring_turn() {
  if (turn_is_coming_ || first_function_ == nullptr || !announced_) return nullptr;
  turn_is_coming_ = true;
  first_function_->brings_turn = true;
  first_function_->session = user_.shared_from_this();
  return first_function_;
}

void posted_function::complete(operation& self) {
  auto& function = static_cast<posted_function&>(self);
  const std::shared_ptr<session_base> session = std::move(function.session);
  session_core::of(*session)->on_brought_turn(function);
}

void session_core::on_brought_turn(posted_function& function) {
  bool entered = false;
  bool ran = false;
  {
    const lock_guard lock(lock_);
    turn_is_coming_ = false;
    function.brings_turn = false;
    ran = function.ran;
    entered = enter_turn();
  }
  if (ran) function.dispose();
  if (entered) run_turn();
}

void session_core::run_function() {
  posted_function* function = nullptr;
  bool wanted = false;
  {
    const lock_guard lock(lock_);
    function = first_function_;
    first_function_ = function->next;
    wanted = !muted_;
  }
  --functions_left_;
  const auto done = [this](posted_function* ran) { release_function(*ran); };
  const std::unique_ptr<posted_function, decltype(done)> at_end(function, done);
  if (wanted) function->run();
}

// One that is still on its way with a turn is freed when it arrives.
void session_core::release_function(posted_function& function) noexcept {
  {
    const lock_guard lock(lock_);
    function.ran = true;
    if (function.brings_turn) return;
  }
  function.dispose();
}

void session_core::drop_functions() noexcept {
  while (posted_function* const first = first_function_) {
    first_function_ = first->next;
    release_function(*first);
  }
}

}  // namespace naru::detail
