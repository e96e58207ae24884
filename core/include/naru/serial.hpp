// serial: a place in which functions run one at a time, in their order, on the threads of a
// proactor: a room, a match, a world. What only these functions use needs no lock.
//
//     class room {
//      public:
//       explicit room(naru::proactor& owner) : turn_(owner) {}
//       void join(std::shared_ptr<player> who) {           // from any thread
//         turn_.post([this, who = std::move(who)] { players_.push_back(who); });
//       }
//      private:
//       std::vector<std::shared_ptr<player>> players_;     // only functions of turn_ use it
//       naru::serial turn_;                                // last, so it ends first
//     };
//
// A task enters by co_await serial.enter(), and then runs in turn with the functions: see
// naru::strand, which has tasks alone. It is not needed for data of one session, because a
// session's own functions run one at a time.
//
// An exception that leaves a function is reported to proactor_options::on_failure, and the next
// function runs. The proactor must outlive the serial: otherwise the program ends with a sentence.
//
// Thread-safety: any thread may call every function except the destructor.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/once_function.hpp>
#include <naru/detail/recurring.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/resume_on.hpp>
#include <naru/stop_mode.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>

namespace naru {

namespace detail {
class serial_state;
}

/// Limits of a serial.
struct serial_options {
  /// At most so many functions may wait. One more is refused: serial::post returns false, and the
  /// first refusal is reported to proactor_options::on_failure. It protects from a serial that is
  /// slower than the peers that fill it. A function takes 16 to 56 bytes on 64-bit
  /// systems.
  std::size_t waiting_max = 65'536;
};

class NARU_API serial {
 public:
  /// Throws std::bad_alloc.
  explicit serial(proactor& owner, const serial_options& options = {});
  serial(const serial&) = delete;
  serial& operator=(const serial&) = delete;
  /// Works like stop(stop_mode::drop). If another thread runs one of the functions, it waits
  /// until that function has returned. A function of the serial may destroy it, but functions of
  /// two serials must not destroy each other's: each would wait for the other. The tasks that have
  /// entered must have ended or left: otherwise the program ends with a sentence. To run what waits
  /// before the end, await stop_and_wait first.
  ///
  /// A function whose time has just come is destroyed on the thread that runs its timer, perhaps
  /// shortly after the destructor has returned. So the destructors of captures must not use what
  /// goes with the serial.
  ~serial();

  /// Runs `function` once, after all functions that were posted before it, and never inside this
  /// call. A function of at most six pointers takes nothing from the heap in the steady state.
  /// Returns false if too many functions wait, or after stop. Throws std::bad_alloc, and then
  /// nothing has changed.
  template <std::invocable Function>
  bool post(Function function) {
    auto stored = detail::storable(std::move(function));
    return post_function(detail::offered_function(stored));
  }
  /// Posts `function` when `time` has passed. Returns false after stop. A negative time counts as
  /// none. Throws std::bad_alloc.
  template <std::invocable Function>
  bool post_after(proactor::duration time, Function function) {
    return start_after(time, detail::once_function(std::move(function)));
  }
  /// Posts `function` every `period`, until stop: see naru::every, whose handle ends it earlier.
  /// The function may take a naru::tick. Returns false after stop. Throws std::bad_alloc, and
  /// std::invalid_argument if `period` is not positive.
  template <detail::tick_function Function>
  bool post_every(proactor::duration period, Function function) {
    return start_every(period, detail::make_recurring(std::move(function)));
  }

  /// co_await moves the task to the serial: from here on it runs on the threads of owner(), and
  /// never beside a function or another task of the serial. Each co_await lets others in. Leave by
  /// naru::resume_on. Only in tasks.
  [[nodiscard]] auto enter() noexcept { return detail::entering_awaitable{&owner(), strand()}; }

  /// From here on functions are refused, and timers end. A function that runs now runs to its end.
  /// A second call may drop what the first would have drained. Tasks are not concerned.
  void stop(stop_mode how) noexcept;
  /// Works like the above. `stopped` completes once no function waits or runs, and those that were
  /// dropped have been destroyed: without error, or with std::errc::operation_canceled while the
  /// proactor is being destroyed. If nothing is left, it completes at once. The destructor ends the
  /// wait too. While it is pending, a second one is refused with error::operation_already_pending,
  /// and then nothing has changed.
  submission stop(stop_mode how, operation& stopped);
  /// This form is for co_await, which gives an io_result. A stop of the task neither prevents the
  /// stop of the serial nor ends the wait.
  auto stop_and_wait(stop_mode how) {
    return make_awaitable([=, this](operation& op) { return stop(how, op); });
  }

  /// The number of functions that wait. Other threads may change it at any time.
  [[nodiscard]] std::size_t waiting() const noexcept;
  /// Whether the calling thread runs one of the functions. For assertions.
  [[nodiscard]] bool runs_on_this_thread() const noexcept;
  /// The proactor on whose threads the functions run.
  [[nodiscard]] proactor& owner() const noexcept;
  /// Used by naru::every.
  [[nodiscard]] const std::shared_ptr<detail::serial_state>& state() const noexcept {
    return state_;
  }

 private:
  bool post_function(const detail::offered_function& function);
  bool start_after(proactor::duration time, detail::once_function function);
  bool start_every(proactor::duration period, std::unique_ptr<detail::recurring> function);
  [[nodiscard]] detail::strand_state& strand() const noexcept;

  std::shared_ptr<detail::serial_state> state_;
};

}  // namespace naru
