#include "functions/posted_functions.hpp"

#include <naru/detail/proactor_access.hpp>
#include <naru/post.hpp>

#include <array>
#include <cassert>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace naru::detail {
namespace {

// So many functions run in one completion.
constexpr std::size_t group_size = 31;
// About 2 MiB. The groups beyond these go back to the heap.
constexpr std::size_t spares_max = 1024;

}  // namespace

class posted_functions::group final : public operation {
 public:
  explicit group(posted_functions& of) noexcept : operation(&posted_functions::on_turn), home(of) {}

  posted_functions& home;
  std::array<once_function, group_size> functions;
  std::size_t begin = 0;
  std::size_t end = 0;
  group* next = nullptr;
};

posted_functions::~posted_functions() {
  assert(open_ == nullptr);  // invariant: group-in-one-place
  while (spare_ != nullptr) delete std::exchange(spare_, spare_->next);
}

void posted_functions::post(once_function function) {
  group* begun = nullptr;
  while (!add(function, begun)) {
    auto made = std::make_unique<group>(*this);
    keep(*made.release());
  }
  if (begun != nullptr) owner_.post(*begun);
}

// Returns false if there is no group for the function. Sets `begun` if the group has to be posted.
bool posted_functions::add(once_function& function, group*& begun) noexcept {
  const std::lock_guard lock(lock_);
  if (open_ == nullptr) {
    begun = open_ = take_spare();
    if (open_ == nullptr) return false;
  }
  open_->functions[open_->end++] = std::move(function);
  if (open_->end == group_size) open_ = nullptr;
  return true;
}

// Needs the lock.
posted_functions::group* posted_functions::take_spare() noexcept {
  if (spare_ == nullptr) return nullptr;
  --spares_;
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
  while (ready.begin != ready.end) {
    once_function& next = ready.functions[ready.begin++];
    try {
      if (!dropped) next();
    } catch (...) {
      owner_.report(
          {.exception = std::current_exception(), .where = "an exception left a posted function"});
    }
    next.reset();
  }
  keep(ready);
}

void posted_functions::keep(group& emptied) noexcept {
  std::unique_ptr<group> surplus(&emptied);
  emptied.begin = emptied.end = 0;
  const std::lock_guard lock(lock_);
  if (spares_ == spares_max) return;
  emptied.next = std::exchange(spare_, surplus.release());
  ++spares_;
}

void post_function(proactor& on, once_function function) {
  std::atomic<proactor_part*>& place = proactor_access::posted_functions(on);
  proactor_part* part = place.load(std::memory_order_acquire);
  if (part == nullptr) {
    auto made = std::make_unique<posted_functions>(on);
    if (place.compare_exchange_strong(part, made.get(), std::memory_order_acq_rel)) {
      part = made.release();
    }
  }
  static_cast<posted_functions*>(part)->post(std::move(function));
}

}  // namespace naru::detail
