#include <naru/dump.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/resuming_operation.hpp>
#include <naru/detail/task_chain.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

#include "loop/operation_access.hpp"
#include "observing/operation_words.hpp"

namespace naru {
namespace {

using detail::chain_state;
using detail::promise_base;
using detail::task_chain;

/// Keeps a chain that waits from going on. While it lives, the frames of the chain's tasks and of
/// the tasks that await these are not written.
class look {
 public:
  explicit look(task_chain& chain) noexcept : chain_(chain) {
    chain_state before = chain_state::waiting;
    holds_ = chain_.state.compare_exchange_strong(before, chain_state::looked_at,
                                                  std::memory_order_acq_rel);
    found_ = before;
  }
  look(const look&) = delete;
  look& operator=(const look&) = delete;
  // If the operation has completed meanwhile, its thread waits for this.
  ~look() {
    if (!holds_) return;
    chain_state before = chain_state::looked_at;
    if (!chain_.state.compare_exchange_strong(before, chain_state::waiting,
                                              std::memory_order_acq_rel)) {
      chain_.state.store(chain_state::let_go, std::memory_order_release);
    }
  }

  [[nodiscard]] bool holds() const noexcept { return holds_; }
  [[nodiscard]] bool found(chain_state state) const noexcept { return found_ == state; }

 private:
  task_chain& chain_;
  bool holds_ = false;
  chain_state found_ = chain_state::running;
};

waiting_task read(const task_chain& chain, proactor::time_point now) {
  const detail::resuming_operation& op = *chain.innermost;
  waiting_task result;
  for (const promise_base* each = op.waiting_task(); each != nullptr; each = each->above()) {
    result.frames.push_back({each->name != nullptr ? each->name : "", each->at});
  }
  result.waits_for = op.waits_for() != nullptr
                         ? op.waits_for()
                         : detail::words_for(detail::operation_access::kind(op));
  const proactor::time_point deadline = op.deadline();
  if (deadline != proactor::time_point::max()) result.time_left = deadline - now;
  return result;
}

// The frames of the library's own tasks, which wrap what a program awaits, tell a reader nothing.
bool is_wrapper(const waiting_task::frame& frame) {
  return std::string_view(frame.at.file_name()).find("naru/detail/") != std::string_view::npos;
}

std::string place(const std::source_location& at) {
  const std::string_view path = at.file_name();
  const std::size_t slash = path.find_last_of("/\\");
  const std::string_view file = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return std::string(file) + ":" + std::to_string(at.line());
}

void append(std::string& text, const waiting_task& task) {
  text.append("waits for ").append(task.waits_for);
  if (task.time_left) {
    std::array<char, 40> left;
    const double seconds = std::chrono::duration<double>(*task.time_left).count();
    std::snprintf(left.data(), left.size(), ", %.3f s left", seconds);
    text += left.data();
  }
  text += '\n';
  for (const waiting_task::frame& each : task.frames) {
    if (is_wrapper(each)) continue;
    text.append("  ").append(each.name.empty() ? "(a task)" : each.name);
    text.append("  ").append(place(each.at)).append("\n");
  }
}

}  // namespace

task_dump dump_tasks(proactor& observed) {
  const proactor::time_point now = observed.now();
  task_dump result;
  detail::proactor_access::chains(observed).for_each([&](task_chain& chain) {
    const look here(chain);
    if (here.holds()) {
      result.waiting.push_back(read(chain, now));
    } else if (!here.found(chain_state::awaits_tasks)) {
      ++result.running;
    }
  });
  return result;
}

std::string dump(proactor& observed) {
  const task_dump tasks = dump_tasks(observed);
  std::string text = std::to_string(tasks.waiting.size()) + " tasks wait, " +
                     std::to_string(tasks.running) + " run\n";
  for (const waiting_task& each : tasks.waiting) append(text, each);
  return text;
}

}  // namespace naru
