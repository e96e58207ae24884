// root_task: the task for which ordinary code waits: see naru::run and naru::sync_wait.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/result_slot.hpp>
#include <naru/detail/start_task.hpp>
#include <naru/detail/stop_node.hpp>
#include <naru/task.hpp>

#include <exception>
#include <memory>
#include <string_view>
#include <utility>

namespace naru::detail {

class kept_failures;
class services;

/// The part that does not depend on the result.
class NARU_API root_task_base : public frame_owner {
 public:
  void child_failed(std::exception_ptr failure) noexcept override { failure_ = std::move(failure); }
  void child_ended() noexcept override;

  void run();
  void wait();

 protected:
  explicit root_task_base(proactor& owner);
  ~root_task_base();

  virtual void start(const task_context& context) noexcept = 0;
  /// The exception that left the task; null if none did.
  [[nodiscard]] virtual std::exception_ptr thrown_by_main() const noexcept = 0;
  void throw_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  struct ending_state;

  void begin();
  void wait_by(services& own);
  void throw_kept(const kept_failures& thrown, std::string_view where) const;
  void on_posted(io_result result);

  proactor& owner_;
  stop_node stop_;
  std::exception_ptr failure_;
  std::shared_ptr<ending_state> ending_;
  member_callback posted_ = naru::bind<&root_task_base::on_posted>(this);
};

template <class T>
class root_task final : public root_task_base {
 public:
  root_task(proactor& owner, task<T> main) : root_task_base(owner), main_(std::move(main)) {}

  T take() {
    throw_failure();
    return result_.take();
  }

 private:
  void start(const task_context& context) noexcept override {
    start_task(std::move(main_), context, *this, nullptr, &result_);
  }
  [[nodiscard]] std::exception_ptr thrown_by_main() const noexcept override {
    return result_.failure();
  }

  task<T> main_;
  result_slot<T> result_;
};

}  // namespace naru::detail
