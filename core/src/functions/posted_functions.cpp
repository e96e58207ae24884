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

  posted_functions& home;
  function_row<group_words> functions;
  std::size_t count = 0;
  group* next = nullptr;
};

posted_functions::~posted_functions() {
  assert(open_ == nullptr);  // invariant: group-in-one-place
  free_all(spare_);
}

void posted_functions::post(const offered_function& function) {
  group* begun = nullptr;
  while (!add(function, begun)) {
    auto made = std::make_unique<group>(*this);
    keep(*made.release());
  }
  if (begun != nullptr) owner_.post(*begun);
}

// Returns false if there is no group for the function. Sets `begun` if the group has to be posted.
bool posted_functions::add(const offered_function& function, group*& begun) noexcept {
  const std::lock_guard lock(lock_);
  if (open_ == nullptr || !open_->functions.has_room(function)) {
    group* const next = take_spare();
    if (next == nullptr) return false;
    begun = open_ = next;
  }
  open_->functions.put(function);
  if (++open_->count == group_size) open_ = nullptr;
  return true;
}

// Needs the lock.
posted_functions::group* posted_functions::take_spare() noexcept {
  if (spare_ == nullptr) return nullptr;
  fewest_spares_ = std::min(fewest_spares_, --spares_);
  return std::exchange(spare_, spare_->next);
}

void posted_functions::on_turn(operation& turn) {
  auto& ready = static_cast<group&>(turn);
  ready.home.run(ready);
}

void posted_functions::run(group& ready) {
  {
    const std::lock_guard lock(lock_);
    if (open_ == &ready) open_ = nullptr;
  }
  const bool dropped = static_cast<bool>(ready.result().error);  // the proactor is being destroyed
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
  keep(ready);
}

void posted_functions::keep(group& emptied) noexcept {
  group* unneeded = nullptr;
  {
    const std::lock_guard lock(lock_);
    emptied.next = std::exchange(spare_, &emptied);
    ++spares_;
    if (++kept_since_trim_ == groups_per_trim) unneeded = take_unneeded();
  }
  free_all(unneeded);
}

// Needs the lock.
posted_functions::group* posted_functions::take_unneeded() noexcept {
  group* unneeded = nullptr;
  for (; fewest_spares_ > spares_kept; --fewest_spares_, --spares_) {
    group* const taken = std::exchange(spare_, spare_->next);
    taken->next = std::exchange(unneeded, taken);
  }
  fewest_spares_ = spares_;
  kept_since_trim_ = 0;
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
