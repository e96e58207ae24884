// serial_state: the functions of a serial, its timers, and the strand that keeps its tasks and its
// functions from running side by side.
#pragma once

#include <naru/detail/once_function.hpp>
#include <naru/serial.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "coroutines/strand_state.hpp"
#include "functions/function_queue.hpp"
#include "functions/function_timers.hpp"
#include "functions/running_mark.hpp"

namespace naru::detail {

class serial_state final : public strand_state, public function_place {
 public:
  serial_state(proactor& owner, const serial_options& options);

  /// See serial::post.
  bool post(const offered_function& function);
  bool deliver(once_function function) override { return post(function.offer()); }
  [[nodiscard]] std::shared_ptr<void> keep() override { return shared_from_this(); }
  [[nodiscard]] function_timers& timers() noexcept { return timers_; }

  // See serial::stop.

  void stop(stop_mode how) noexcept;
  submission stop(stop_mode how, operation& stopped);
  /// Stops, drops what waits, and waits for the function that another thread runs.
  void close() noexcept;

  [[nodiscard]] bool is_stopped() const noexcept {
    return intake_.load(std::memory_order_relaxed) != intake::open;
  }
  [[nodiscard]] proactor& owner() const noexcept { return owner_; }
  [[nodiscard]] std::size_t waiting() noexcept;
  [[nodiscard]] bool runs_on_this_thread() noexcept;

 private:
  enum class intake : std::uint8_t { open, stopped, dropping };

  [[nodiscard]] bool has_functions() const noexcept override {
    return !functions_.empty() && !running_.is_set();
  }
  void run_functions(bool dropped) noexcept override;
  [[nodiscard]] proactor& home_of_functions() const noexcept override { return owner_; }

  void run(const function_span& batch) noexcept;
  void drop() noexcept;
  void drop_rest() noexcept;
  [[nodiscard]] bool is_dropping() const noexcept {
    return intake_.load(std::memory_order_relaxed) == intake::dropping;
  }
  // These need the lock.
  void refuse_more() noexcept {
    if (intake_ == intake::open) intake_ = intake::stopped;
  }
  [[nodiscard]] bool is_busy() const noexcept { return !functions_.empty() || running_.is_set(); }
  void end_running() noexcept;
  [[nodiscard]] std::size_t count_waiting() const noexcept {
    return functions_.size() - begun_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] bool is_full() const noexcept {
    return functions_.size() >= waiting_max_ && count_waiting() >= waiting_max_;
  }
  void tell_refusal() noexcept;

  proactor& owner_;
  const std::size_t waiting_max_;
  function_timers timers_;

  // The strand's lock guards these.
  function_queue functions_;
  running_mark running_;
  operation* stopped_ = nullptr;               // completes when no function is left
  std::atomic<intake> intake_ = intake::open;  // may be read without the lock
  bool told_refusal_ = false;                  // since functions last fitted
  // Of the functions at the front, which are in the queue until all of them have run. The thread
  // that runs them counts it without the lock.
  std::atomic<std::size_t> begun_ = 0;
};

}  // namespace naru::detail
