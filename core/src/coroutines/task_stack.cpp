#include <naru/detail/ask_task.hpp>

namespace naru::detail {

std::string stack_of(const promise_base& task) {
  std::string lines;
  for (const promise_base* each = &task; each != nullptr; each = each->above()) {
    lines.append(each->name != nullptr ? each->name : "(a task)").append("\n");
  }
  return lines;
}

}  // namespace naru::detail
