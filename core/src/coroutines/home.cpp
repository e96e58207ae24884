#include <naru/detail/home.hpp>

#include <naru/detail/promise_base.hpp>

#include <stdexcept>

namespace naru::detail {

proactor& home_of(const promise_base* task) {
  if (task != nullptr && task->context.home != nullptr) return *task->context.home;
  throw std::logic_error(
      "a coroutine that belongs to no proactor: start it by naru::run, naru::sync_wait or a "
      "task_scope");
}

}  // namespace naru::detail
