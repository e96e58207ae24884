#include "simulated/driver.hpp"

#include <naru/detail/misuse.hpp>

#include <cassert>
#include <cstddef>

#include "simulated/simulated_proactor.hpp"

namespace naru::detail {

void driver::refuse_other_threads() const noexcept {
  if (std::this_thread::get_id() != thread_) {
    misuse("a simulated world was used on another thread than the one that made it");
  }
}

void driver::add(simulated_proactor& one) {
  marked_.reserve(all_.size() + 1);
  aside_.reserve(all_.size() + 1);
  all_.push_back(&one);
}

void driver::remove(simulated_proactor& one) noexcept {
  std::erase(all_, &one);
  std::erase(marked_, &one);
  std::erase(aside_, &one);
}

void driver::mark(simulated_proactor& one) noexcept {
  if (one.is_marked) return;
  assert(marked_.size() < marked_.capacity());
  one.is_marked = true;
  marked_.push_back(&one);
}

void driver::mark_all_of(const network_host& host) noexcept {
  for (simulated_proactor* const each : all_) {
    if (&each->host() == &host) mark(*each);
  }
}

bool driver::step(timeline::time_point limit, const network_host* calling) {
  bool some = time_.run_due();
  if (run_marked(calling) || some) return true;
  const auto next = time_.next();
  const bool has_limit = limit != timeline::time_point::max();
  if (!next || *next > limit || (!has_limit && !time_.keeps_going())) {
    if (has_limit) time_.move_to(limit);
    return false;
  }
  time_.move_to(*next);
  time_.run_due();
  run_marked(calling);
  return true;
}

bool driver::look(const network_host* calling) {
  time_.pass(turn_time);
  const bool some = time_.run_due();
  run_marked(calling);
  return some;
}

// A proactor that marks itself again waits for the next step.
bool driver::run_marked(const network_host* calling) {
  bool some = false;
  set_aside(calling);
  for (std::size_t left = marked_.size(); left != 0 && !marked_.empty(); --left) {
    const auto drawn = static_cast<std::size_t>(random_.below(marked_.size()));
    simulated_proactor& one = *marked_[drawn];
    marked_[drawn] = marked_.back();
    marked_.pop_back();
    one.is_marked = false;
    some = one.take_turn() || some;
  }
  if (some && (!marked_.empty() || time_.is_due())) time_.pass(turn_time);
  return some;
}

// They stay marked, and are looked at again in the next step of somebody else.
void driver::set_aside(const network_host* calling) {
  for (simulated_proactor* const each : aside_) marked_.push_back(each);
  aside_.clear();
  if (calling == nullptr) return;
  std::size_t kept = 0;
  for (simulated_proactor* const each : marked_) {
    if (&each->host() == calling) {
      aside_.push_back(each);
    } else {
      marked_[kept++] = each;
    }
  }
  marked_.resize(kept);
}

}  // namespace naru::detail
