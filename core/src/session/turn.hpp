// turn: the right to run the functions of a session, and the functions that were posted into it.
//
// One thread at a time has the turn. A coroutine may hold the turn between two threads. While it is
// held, no thread has it, and no thread gets it. CONTRIBUTING.md explains turn, hold and round.
//
// Every function needs the session's lock, unless its comment says otherwise.
#pragma once

#include <naru/detail/posted_function.hpp>

#include <atomic>
#include <cassert>
#include <cstdint>
#include <thread>

namespace naru::detail {

class turn {
 public:
  /// The next step of the thread that has the turn.
  enum class step : std::uint8_t {
    arrival,       // handle the result of a receive
    announcement,  // tell the session that it is connected
    reading,       // take messages from what was received before
    queue_news,    // tell the session that its queue is full, or no longer full
    function,      // run one posted function
    room,          // get memory for the next receive
    // With the steps that follow, the turn ends.
    finish,  // end the session: nothing is left to do
    hold,    // give the turn to the coroutine that wants it
    leave,   // give the turn up: nothing is left to do for now
  };

  /// Gives the turn to this thread. Returns false if the turn is taken, or is over. `round` is the
  /// number of the host's last round.
  [[nodiscard]] bool enter(std::uint32_t round) noexcept;
  /// Gives the turn up, so that any thread can get it.
  void leave() noexcept;
  /// Gives the turn to the coroutine, which is not bound to a thread.
  void hold() noexcept;
  /// Gives the turn from the coroutine to this thread.
  void resume() noexcept;
  /// Ends the last turn: no thread gets the turn again.
  void finish() noexcept;

  [[nodiscard]] bool is_taken() const noexcept { return state_ != state::idle; }
  [[nodiscard]] bool is_running() const noexcept { return state_ == state::running; }
  [[nodiscard]] bool is_held() const noexcept { return state_ == state::held; }
  [[nodiscard]] bool is_over() const noexcept { return state_ == state::over; }
  [[nodiscard]] bool runs_here() const noexcept { return runner_ == std::this_thread::get_id(); }
  [[nodiscard]] bool runs_elsewhere() const noexcept { return is_running() && !runs_here(); }

  /// Whether the turn has lasted for a whole round, or is held and has lasted since before this
  /// round: then the session has worked for its peer, and has not waited for it. `round` is the
  /// number of the host's last round.
  [[nodiscard]] bool has_lasted(std::uint32_t round) const noexcept {
    return round - began_in_ >= (was_held_ ? 1U : 2U);
  }

  /// Makes the turn go to the coroutine when it ends. Only the thread that has the turn calls this,
  /// and needs no lock.
  void request_hold() noexcept { hold_requested_ = true; }
  [[nodiscard]] bool hold_is_requested() const noexcept { return hold_requested_; }

  /// From this call on, no function of the session begins.
  void mute() noexcept { muted_ = true; }
  /// Needs no lock.
  [[nodiscard]] bool is_muted() const noexcept { return muted_; }

  void push(posted_function& function) noexcept;
  /// Removes and returns the first posted function; null if there is none.
  [[nodiscard]] posted_function* pop() noexcept;
  /// Removes and returns the first posted function, and counts it for this turn. Only if
  /// function_is_due.
  [[nodiscard]] posted_function& take_function() noexcept;
  [[nodiscard]] bool has_functions() const noexcept { return first_ != nullptr; }
  /// Whether a posted function may run in this turn.
  [[nodiscard]] bool function_is_due() const noexcept {
    return first_ != nullptr && functions_left_ != 0;
  }

  /// Chooses the posted function that brings a turn as an operation, and returns it. Null if there
  /// is none, or if another function is on its way as an operation.
  [[nodiscard]] posted_function* bring() noexcept;
  /// Notes that `function` has come as an operation.
  void brought(posted_function& function) noexcept;

  /// Asserts what holds whenever the lock is free. Always returns true.
  [[nodiscard]] bool invariants() const noexcept;

 private:
  /// Other threads may post without end. So after this number of functions the turn ends, and the
  /// thread looks at its other work.
  static constexpr std::uint16_t functions_per_turn = 64;

  enum class state : std::uint8_t { idle, running, held, over };

  void run_here() noexcept;
  void give_up(state next) noexcept;

  std::thread::id runner_;  // the thread that has the turn
  posted_function* first_ = nullptr;
  posted_function* last_ = nullptr;
  std::uint32_t began_in_ = 0;        // the number of the last round before the turn
  std::uint16_t functions_left_ = 0;  // functions that may still run in this turn
  state state_ = state::idle;
  bool was_held_ = false;        // the turn has been held
  bool hold_requested_ = false;  // by the thread that has the turn
  std::atomic<bool> muted_ = false;
  bool coming_ = false;  // a posted function is on its way as an operation
};

// These are called for every turn, and are inlined for that.

inline bool turn::enter(std::uint32_t round) noexcept {
  if (state_ != state::idle) return false;
  began_in_ = round;
  was_held_ = false;
  run_here();
  return true;
}

inline void turn::leave() noexcept { give_up(state::idle); }

inline void turn::hold() noexcept {
  give_up(state::held);
  was_held_ = true;
}

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
