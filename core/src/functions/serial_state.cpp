#include "functions/serial_state.hpp"

#include <naru/detail/outstanding.hpp>
#include <naru/error.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <exception>
#include <mutex>
#include <utility>

namespace naru::detail {
namespace {

// So many functions run in one turn of the strand.
constexpr std::size_t functions_per_turn = 16;

}  // namespace

serial_state::serial_state(proactor& owner, const serial_options& options)
    : owner_(owner), waiting_max_(options.waiting_max), timers_(owner, *this) {}

bool serial_state::post(const offered_function& function) {
  function_queue::chunk_pointer room;
  for (;;) {
    bool refused = false;
    {
      const std::lock_guard lock(lock_);
      if (room) functions_.add_room(std::move(room));
      if (intake_ != intake::open) return false;
      if (is_full()) {
        refused = true;
        if (std::exchange(told_refusal_, true)) return false;
      } else if (functions_.has_room(function)) {
        functions_.push(function);
        if (claim()) begin_functions(owner_);
        return true;
      }
    }
    if (refused) {
      tell_refusal();
      return false;
    }
    room = function_queue::new_chunk();
  }
}

void serial_state::tell_refusal() noexcept {
  owner_.report({.error = std::make_error_code(std::errc::no_buffer_space),
                 .where = "a serial refused a function, because serial_options::waiting_max wait"});
}

// The functions run where they lie. Others may be added behind them meanwhile.
void serial_state::run_functions(bool dropped) noexcept {
  function_span batch;
  {
    const std::lock_guard lock(lock_);
    if (dropped) intake_ = intake::dropping;
    if (running_.is_set()) return;  // another thread drops all of them
    batch = functions_.front(functions_per_turn);
    running_.begin();
  }
  run(batch);
  function_queue::chunk* unneeded = nullptr;
  bool dropping = false;
  {
    const std::lock_guard lock(lock_);
    functions_.pop(batch);
    begun_.store(0, std::memory_order_relaxed);
    if (functions_.empty()) {
      told_refusal_ = false;
      unneeded = functions_.take_unneeded();
    }
    dropping = is_dropping();
    if (!dropping) end_running();
  }
  function_queue::free_all(unneeded);
  if (dropping) drop_rest();
}

// A function may drop others when it is destroyed, so the mark stays until all are gone.
void serial_state::drop_rest() noexcept {
  {
    function_queue rest;
    const std::lock_guard lock(lock_);
    functions_.swap(rest);
  }
  const std::lock_guard lock(lock_);
  end_running();
}

// The completion function may destroy the serial, so this comes last.
void serial_state::end_running() noexcept {
  running_.end();
  if (stopped_ == nullptr || !functions_.empty()) return;
  owner_.complete(*std::exchange(stopped_, nullptr), {});
}

void serial_state::run(const function_span& batch) noexcept {
  std::size_t begun = 0;
  consume(batch, [&](stored_function& each) {
    begun_.store(++begun, std::memory_order_relaxed);
    try {
      if (!is_dropping()) each.run();
    } catch (...) {
      owner_.report({.exception = std::current_exception(),
                     .where = "an exception left a function of a serial"});
    }
  });
}

void serial_state::stop(stop_mode how) noexcept {
  timers_.stop();
  {
    const std::lock_guard lock(lock_);
    refuse_more();
  }
  if (how == stop_mode::drop) drop();
}

// The last work of the proactor may end while this begins: a timer that is withdrawn, or a function
// that is dropped. So this counts as work, which keeps the threads in run until `stopped` is
// pending or posted.
submission serial_state::stop(stop_mode how, operation& stopped) {
  const outstanding running(owner_);
  timers_.stop();
  bool refused = false;
  bool waits = false;
  {
    const std::lock_guard lock(lock_);
    refused = stopped_ != nullptr;
    if (!refused) {
      refuse_more();
      waits = is_busy();
    }
    if (waits) {
      owner_.begin(stopped);
      stopped_ = &stopped;
    }
  }
  if (refused) return owner_.fail(stopped, error::operation_already_pending);
  if (!waits) return owner_.finish(stopped, {});
  if (how == stop_mode::drop) drop();
  return submission::pending;
}

// A thread that runs functions drops the rest of them itself.
void serial_state::drop() noexcept {
  {
    const std::lock_guard lock(lock_);
    intake_ = intake::dropping;
    if (running_.is_set()) return;
    running_.begin();
  }
  drop_rest();
}

void serial_state::close() noexcept {
  stop(stop_mode::drop);
  running_.wait(lock_);
}

std::size_t serial_state::waiting() noexcept {
  const std::lock_guard lock(lock_);
  return count_waiting();
}

bool serial_state::runs_on_this_thread() noexcept {
  const std::lock_guard lock(lock_);
  return running_.is_this_thread();
}

}  // namespace naru::detail
