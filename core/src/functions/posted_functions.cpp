#include "functions/posted_functions.hpp"

#include <naru/detail/proactor_access.hpp>
#include <naru/post.hpp>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "functions/function_row.hpp"

namespace naru::detail {
namespace {

// So many functions run in one completion.
constexpr std::size_t group_size = 32;
// The words of their memory: 32 small ones, or 18 of the largest.
constexpr std::size_t group_words = 128;
// After so many groups, those that were spare all the time go back to the heap.
constexpr std::size_t groups_per_trim = 65'536;
constexpr std::size_t spares_kept = 16;

}  // namespace

class posted_functions::group final : public operation {
 public:
  explicit group(posted_functions& of) noexcept : operation(&posted_functions::on_turn), home(of) {}

  [[nodiscard]] bool has_room(const offered_function& function) const noexcept {
    return count != group_size && functions.has_room(function);
  }
  void put(const offered_function& function) noexcept {
    functions.put(function);
    ++count;
  }

  posted_functions& home;
  function_row<group_words> functions;
  std::size_t count = 0;
  int uses = 0;  // as an operation that is pending, and for functions that have not run
  group* next = nullptr;
};

posted_functions::~posted_functions() {
  assert(first_ == nullptr);  // invariant: group-in-one-place
  free_all(spare_);
}

void posted_functions::post(const offered_function& function) {
  while (!add(function)) {
    auto made = std::make_unique<group>(*this);
    add_spare(*made.release());
  }
}

// Returns false if there is no group for the function. A group is posted with the lock held, so a
// thread that adds to it may rely on it that the group runs.
bool posted_functions::add(const offered_function& function) noexcept {
  const std::lock_guard lock(lock_);
  const bool begins = last_ == nullptr || !last_->has_room(function);
  if (begins) {
    if (spare_ == nullptr) return false;
    begin_group();
  }
  last_->put(function);
  if (begins) owner_.post(*last_);
  return true;
}

// Needs the lock, and a spare group.
void posted_functions::begin_group() noexcept {
  fewest_spares_ = std::min(fewest_spares_, --spares_);
  group& begun = *std::exchange(spare_, spare_->next);
  begun.next = nullptr;
  begun.uses = 2;
  (last_ != nullptr ? last_->next : first_) = &begun;
  last_ = &begun;
}

void posted_functions::on_turn(operation& turn) {
  auto& arrived = static_cast<group&>(turn);
  const bool dropped = static_cast<bool>(turn.result().error);  // the proactor is being destroyed
  posted_functions& home = arrived.home;
  home.run(home.take_first(arrived), dropped);
}

// There are as many groups as operations on their way, so there is a first one.
posted_functions::group& posted_functions::take_first(group& turn) noexcept {
  const std::lock_guard lock(lock_);
  assert(first_ != nullptr);  // invariant: group-in-one-place
  group& first = *first_;
  first_ = first.next;
  if (first_ == nullptr) last_ = nullptr;
  release(turn);
  return first;
}

void posted_functions::run(group& ready, bool dropped) noexcept {
  const function_span all = ready.functions.front(ready.count);
  consume(all, [&](stored_function& next) {
    try {
      if (!dropped) next.run();
    } catch (...) {
      owner_.report(
          {.exception = std::current_exception(), .where = "an exception left a posted function"});
    }
  });
  ready.functions.drop_front(all);
  ready.count = 0;
  group* unneeded = nullptr;
  {
    const std::lock_guard lock(lock_);
    release(ready);
    if (released_since_trim_ >= groups_per_trim) unneeded = take_unneeded();
  }
  free_all(unneeded);
}

// Needs the lock. Ends one of the two uses of a group.
void posted_functions::release(group& used) noexcept {
  if (--used.uses != 0) return;
  used.next = std::exchange(spare_, &used);
  ++spares_;
  ++released_since_trim_;
}

void posted_functions::add_spare(group& made) noexcept {
  const std::lock_guard lock(lock_);
  made.next = std::exchange(spare_, &made);
  ++spares_;
}

// Needs the lock.
posted_functions::group* posted_functions::take_unneeded() noexcept {
  group* unneeded = nullptr;
  for (; fewest_spares_ > spares_kept; --fewest_spares_, --spares_) {
    group* const taken = std::exchange(spare_, spare_->next);
    taken->next = std::exchange(unneeded, taken);
  }
  fewest_spares_ = spares_;
  released_since_trim_ = 0;
  return unneeded;
}

void posted_functions::free_all(group* first) noexcept {
  while (first != nullptr) delete std::exchange(first, first->next);
}

void post_function(proactor& on, const offered_function& function) {
  std::atomic<proactor_part*>& place = proactor_access::posted_functions(on);
  proactor_part* part = place.load(std::memory_order_acquire);
  if (part == nullptr) {
    auto made = std::make_unique<posted_functions>(on);
    if (place.compare_exchange_strong(part, made.get(), std::memory_order_acq_rel)) {
      part = made.release();
    }
  }
  static_cast<posted_functions*>(part)->post(function);
}

}  // namespace naru::detail
