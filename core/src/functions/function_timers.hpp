// function_timers: the functions that a place runs later or every period. A place runs functions
// one at a time: a serial, a session.
#pragma once

#include <naru/detail/once_function.hpp>
#include <naru/detail/recurring.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/proactor.hpp>

#include <memory>

#include "functions/running_mark.hpp"

namespace naru::detail {

class function_place {
 public:
  /// Lets `function` run soon. Returns false if the place does not take it. May throw
  /// std::bad_alloc.
  virtual bool deliver(once_function function) = 0;
  /// Keeps the place alive.
  [[nodiscard]] virtual std::shared_ptr<void> keep() = 0;

 protected:
  function_place() = default;
  function_place(const function_place&) = default;
  function_place& operator=(const function_place&) = default;
  ~function_place() = default;
};

class function_timers {
 public:
  /// `place` owns this object.
  function_timers(proactor& owner, function_place& place) noexcept : owner_(owner), place_(place) {}
  function_timers(const function_timers&) = delete;
  function_timers& operator=(const function_timers&) = delete;
  ~function_timers();

  /// Delivers `function` when `time` has passed. Returns false after stop. Throws std::bad_alloc.
  bool after(proactor::duration time, once_function function);
  /// Delivers `function` every `period`, until stop. Returns false after stop. Throws
  /// std::bad_alloc, and std::invalid_argument if `period` is not positive.
  bool every(proactor::duration period, std::unique_ptr<recurring> function);

  /// Withdraws all timers. From here on none is started, and no recurring function begins.
  void stop() noexcept;
  /// After stop: waits until the recurring function that another thread runs has returned.
  void wait_for_running() noexcept { running_.wait(lock_); }

 private:
  class entry;
  class beat;

  [[nodiscard]] std::unique_ptr<entry> take_spare();
  bool start(std::unique_ptr<entry> prepared);
  void arm(entry& armed);
  [[nodiscard]] std::unique_ptr<entry> take_out(entry& done) noexcept;

  static void on_due(operation& due);
  void deliver_once(entry& due);
  void deliver_beat(entry& due);
  void run_beat(entry& due, const std::shared_ptr<void>& kept);
  void skip_beat(entry& due, const std::shared_ptr<void>& kept) noexcept;
  void end_beat(entry& due, std::shared_ptr<void> kept) noexcept;

  proactor& owner_;
  function_place& place_;
  spin_lock lock_;           // guards the rest
  entry* active_ = nullptr;  // linked in both directions
  entry* spare_ = nullptr;
  running_mark running_;  // a recurring function
  bool stopped_ = false;
};

}  // namespace naru::detail
