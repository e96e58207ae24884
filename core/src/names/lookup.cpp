#include "names/lookup.hpp"

#include <naru/error.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

#include "loop/loop.hpp"

namespace naru::detail {
namespace {

bool belongs(const endpoint& found, address_family family) noexcept {
  return family == address_family::any || found.address().is_v6() == (family == address_family::v6);
}

// Some systems ignore the family that was asked for, and most repeat addresses.
void tidy(std::vector<endpoint>& found, address_family family) {
  auto kept = found.begin();
  for (const endpoint& each : found) {
    if (belongs(each, family) && std::find(found.begin(), kept, each) == kept) *kept++ = each;
  }
  found.erase(kept, found.end());
}

}  // namespace

void lookup::answer(std::error_code error, std::vector<endpoint> found) noexcept {
  tidy(found, question_.family);
  if (!error && found.empty()) error = error::host_not_found;
  const std::lock_guard lock(mutex_);
  operation* const op = std::exchange(asker_.op, nullptr);
  if (op == nullptr) return;
  assert(op->pending());  // invariant: lookup-ends-once
  if (!error) asker_.results->swap(found);
  asker_.owner->complete(*op, {error, 0});
}

void lookup::abandon() noexcept {
  {
    const std::lock_guard lock(mutex_);
    operation* const op = std::exchange(asker_.op, nullptr);
    if (op == nullptr) return;
    asker_.owner->complete(*op, {std::make_error_code(std::errc::operation_canceled), 0});
  }
  give_up();
}

}  // namespace naru::detail
