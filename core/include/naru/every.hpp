// every: runs a function every period, as long as its ticker lives.
//
//     naru::ticker beat = naru::every(*proactor, 33ms, [&](const naru::tick& now) {
//       world.step(1 + now.missed);
//     });
//
// The beats do not drift: the n-th is due n periods after the start. If several are due before one
// can run, only the last of them runs, late, and it tells how many were skipped. Beats of one
// ticker never run side by side. For a beat that shares data with other functions, pass a
// naru::serial. A coroutine may as well loop over naru::sleep_until.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/recurring.hpp>
#include <naru/proactor.hpp>
#include <naru/serial.hpp>
#include <naru/tick.hpp>

#include <memory>
#include <utility>

namespace naru {

class ticker;

namespace detail {
class ticker_state;
NARU_API ticker start_ticker(proactor& owner, serial* place, proactor::duration period,
                             std::unique_ptr<recurring> function);
}  // namespace detail

/// The handle of what naru::every started. Any thread may use it, but only one at a time. The
/// proactor must outlive it: otherwise the program ends with a sentence.
class NARU_API ticker {
 public:
  /// Has no beats.
  ticker() noexcept;
  ticker(ticker&& other) noexcept;
  ticker& operator=(ticker&& other) noexcept;
  /// Works like stop.
  ~ticker();

  /// No beat begins after this call. If another thread runs one, it waits until that beat has
  /// returned. The function itself may call this. A second call is harmless. The function is
  /// destroyed at once, unless a beat is just on its way: then the thread that would have run it
  /// destroys the function, perhaps after this has returned.
  void stop() noexcept;

 private:
  friend ticker detail::start_ticker(proactor& owner, serial* place, proactor::duration period,
                                     std::unique_ptr<detail::recurring> function);

  explicit ticker(std::shared_ptr<detail::ticker_state> state) noexcept;

  std::shared_ptr<detail::ticker_state> state_;
};

/// Runs `function` every `period` on the threads of `owner`, for the first time one period from
/// now. The function may take a naru::tick. An exception that leaves it is reported to
/// proactor_options::on_failure, and the beats go on. A beat takes nothing from the heap. Throws
/// std::bad_alloc, and std::invalid_argument if `period` is not positive. May be called from any
/// thread.
template <detail::tick_function Function>
[[nodiscard]] ticker every(proactor& owner, proactor::duration period, Function function) {
  return detail::start_ticker(owner, nullptr, period, detail::make_recurring(std::move(function)));
}

/// Works like the above, and runs each beat as a function of `place`. After the end of `place`
/// there are no beats. A beat that `place` refuses because too many functions wait is skipped.
template <detail::tick_function Function>
[[nodiscard]] ticker every(serial& place, proactor::duration period, Function function) {
  return detail::start_ticker(place.owner(), &place, period,
                              detail::make_recurring(std::move(function)));
}

}  // namespace naru
