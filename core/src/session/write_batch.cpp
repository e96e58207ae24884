#include "session/write_batch.hpp"

#include <cassert>
#include <utility>

#include "session/outbox.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {
namespace {

proactor& owner_of(const outbox& of) noexcept { return of.session().host().owner(); }

}  // namespace

// The sessions of a room may run on different proactors. All outboxes of a batch are for one.
void write_batch::add(outbox& scheduled) noexcept {
  assert(scheduled.pending == outbox::work::start && scheduled.next_outbox == nullptr);
  if (count_ == most || (first_ != nullptr && &owner_of(*first_) != &owner_of(scheduled))) post();
  (first_ == nullptr ? first_ : last_->next_outbox) = &scheduled;
  last_ = &scheduled;
  ++count_;
}

// From the post on, the writes may begin on another thread, and then the outboxes may be gone.
void write_batch::post() noexcept {
  count_ = 0;
  if (outbox* const first = std::exchange(first_, nullptr)) owner_of(*first).post(first->writing());
}

// A write that fails at once may run a turn of its session, and an exception may leave that turn.
// Then another operation begins the rest.
void write_batch::begin_writes(outbox& first, io_result result) {
  write_batch rest;
  rest.first_ = &first;
  while (rest.first_ != nullptr) {
    outbox& each = *rest.first_;
    rest.first_ = std::exchange(each.next_outbox, nullptr);
    each.session().on_write_due(result);
  }
}

}  // namespace naru::detail
