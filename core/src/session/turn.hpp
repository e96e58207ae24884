// turn: who may run the functions of a session, and which functions were posted into it.
//
// One thread at a time has the turn. A coroutine may hold it meanwhile, from one thread to another:
// then no thread has it, and none gets it.
//
// Every function needs the session's lock, unless it says otherwise.
#pragma once

#include <naru/detail/posted_function.hpp>

#include <atomic>
#include <cassert>
#include <cstdint>
#include <thread>

namespace naru::detail {

class turn {
 public:
  /// What the thread that has the turn does next.
  enum class step : std::uint8_t {
    arrival,       // look at what a receive has brought
    announcement,  // the session is connected
    reading,       // take messages from what was received before
    queue_news,    // tell the session that its queue is full, or is not any more
    function,      // run one that was posted
    room,          // get memory for the next receive
    finish,        // nothing is left, and the session has ended
    hold,          // somebody else takes over
    leave,         // nothing is left to do for now
  };

  /// This thread gets the turn; false if somebody has it.
  [[nodiscard]] bool enter() noexcept;
  /// Nobody has it any more.
  void leave() noexcept;
  /// Somebody holds it who is no thread.
  void hold() noexcept;
  /// The holder gives it to this thread.
  void resume() noexcept;
  /// Nobody gets it again.
  void finish() noexcept;

  [[nodiscard]] bool is_taken() const noexcept { return state_ != state::idle; }
  [[nodiscard]] bool is_running() const noexcept { return state_ == state::running; }
  [[nodiscard]] bool is_held() const noexcept { return state_ == state::held; }
  [[nodiscard]] bool is_over() const noexcept { return state_ == state::over; }
  [[nodiscard]] bool runs_here() const noexcept { return runner_ == std::this_thread::get_id(); }
  [[nodiscard]] bool runs_elsewhere() const noexcept { return is_running() && !runs_here(); }

  /// A round looks at the turn. True if the session works for its peer: the turn is held, or an
  /// earlier round has seen it already.
  [[nodiscard]] bool note_round() noexcept;

  /// At its end the turn goes to somebody who holds it. For the thread that has the turn, which
  /// needs no lock.
  void request_hold() noexcept { hold_requested_ = true; }
  [[nodiscard]] bool hold_is_requested() const noexcept { return hold_requested_; }

  /// No more functions of the session begin.
  void mute() noexcept { muted_ = true; }
  /// Needs no lock.
  [[nodiscard]] bool is_muted() const noexcept { return muted_; }

  void push(posted_function& function) noexcept;
  /// The first of the posted functions, which is no longer in the queue; null if there is none.
  [[nodiscard]] posted_function* pop() noexcept;
  /// The same for a function that is to run in this turn.
  [[nodiscard]] posted_function& take_function() noexcept;
  [[nodiscard]] bool has_functions() const noexcept { return first_ != nullptr; }
  /// Whether one may run in this turn.
  [[nodiscard]] bool function_is_due() const noexcept {
    return first_ != nullptr && functions_left_ != 0;
  }

  /// The function that is to bring a turn as an operation; null if there is none, or if another one
  /// is on its way.
  [[nodiscard]] posted_function* bring() noexcept;
  /// `function` has brought it.
  void brought(posted_function& function) noexcept;

  /// Asserts what holds whenever nobody has the lock; true.
  [[nodiscard]] bool invariants() const noexcept;

 private:
  /// Others may post for ever: after so many functions the thread looks at what else there is.
  static constexpr unsigned functions_per_turn = 64;

  enum class state : std::uint8_t { idle, running, held, over };

  void run_here() noexcept;
  void give_up(state next) noexcept;

  state state_ = state::idle;
  std::thread::id runner_;       // the thread that has the turn
  bool seen_by_round_ = false;   // since the turn began
  bool hold_requested_ = false;  // by the thread that has the turn
  std::atomic<bool> muted_ = false;
  bool coming_ = false;          // a posted function is on its way as an operation
  unsigned functions_left_ = 0;  // that may run in this turn
  posted_function* first_ = nullptr;
  posted_function* last_ = nullptr;
};

// These are called for every turn, and are inlined for that.

inline bool turn::enter() noexcept {
  if (state_ != state::idle) return false;
  seen_by_round_ = false;
  run_here();
  return true;
}

inline void turn::leave() noexcept { give_up(state::idle); }

inline void turn::hold() noexcept { give_up(state::held); }

inline void turn::resume() noexcept {
  assert(is_held());
  run_here();
}

inline void turn::finish() noexcept { give_up(state::over); }

inline void turn::run_here() noexcept {
  assert(runner_ == std::thread::id());  // invariant: one-turn
  state_ = state::running;
  runner_ = std::this_thread::get_id();
  functions_left_ = functions_per_turn;
}

inline void turn::give_up(state next) noexcept {
  assert(is_running() && runs_here());  // invariant: one-turn
  state_ = next;
  runner_ = {};
  hold_requested_ = false;
}

}  // namespace naru::detail
