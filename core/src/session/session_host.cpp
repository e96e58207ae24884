#include "session/session_host.hpp"

#include <naru/detail/misuse.hpp>
#include <naru/detail/outstanding.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/error.hpp>

#include <algorithm>
#include <cassert>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include "session/check_options.hpp"
#include "session/session_core.hpp"

namespace naru::detail {
namespace {

// The budget is for all sessions together, and some of them should find room.
constexpr std::size_t memory_max_least = 65'536;

// A session gives its outbox back when it is idle or ends. After a broadcast to thousands of silent
// sessions that would be one outbox for each.
constexpr std::size_t spare_outboxes_max = 64;

// A browser makes several connections for one page, and some that it may never use.
constexpr std::size_t spare_handshakes = 8;

std::size_t handshakes_of_address(std::size_t sessions) {
  return sessions == 0 ? 0 : std::max(sessions, sessions + spare_handshakes);
}

void check_sessions_max(std::size_t wanted) {
  check_range("sessions_max", wanted, 1, session_registry::sessions_max);
}

}  // namespace

session_host::session_host(proactor& owner, const session_options& limits, const capacity& most,
                           std::shared_ptr<session_observer> observer, make_session make)
    : owner_(owner),
      times_callbacks_(proactor_access::times_callbacks(owner)),
      limits_(limits),
      current_(limits, most.sessions_max),
      observer_(owner, std::move(observer)),
      make_(std::move(make)),
      addresses_(most.per_address_max, most.ipv6_prefix_length),
      shaking_addresses_(handshakes_of_address(most.per_address_max), most.ipv6_prefix_length),
      memory_(most.memory_max),
      round_interval_(round_interval_for(limits)),
      wheel_(round_interval_, most.sessions_max) {
  check_options(limits);
  check_sessions_max(most.sessions_max);
  check_range("ipv6_prefix_length", most.ipv6_prefix_length, 1, 128);
  if (most.memory_max != 0) {
    check_range("memory_max", most.memory_max, memory_max_least,
                (std::numeric_limits<std::size_t>::max)());
  }
}

session_host::~session_host() {
  while (outbox* const spare = spare_outboxes_) {
    spare_outboxes_ = spare->next_outbox;
    delete spare;
  }
}

std::shared_ptr<session_base> session_host::make_session_on(session_transport& connection) {
  const endpoint peer = connection.remote();
  refusal why = refusal::factory_failed;
  std::shared_ptr<session_base> made;
  try {
    made = make_or_refuse(connection, peer, why);
  } catch (...) {
    refuse(peer, why);
    throw;
  }
  if (!made) refuse(peer, why);
  return made;
}

// If it returns null, it has set `why`. A session that is dropped is destroyed without the lock,
// because `made` was there before it.
std::shared_ptr<session_base> session_host::make_or_refuse(session_transport& connection,
                                                           const endpoint& peer, refusal& why) {
  std::shared_ptr<session_base> made;
  const program_call call(*this);
  const auto refused_for = [&why](refusal reason) {
    why = reason;
    return nullptr;
  };
  if (stopping_) return refused_for(refusal::stopping);
  if (registry_.size() >= current_.sessions_max) return refused_for(refusal::sessions_max);
  if (!memory_.has_room()) return refused_for(refusal::memory_max);
  made = make_(peer);
  if (!made) return refused_for(refusal::factory_refused);
  if (!add_session(made, std::move(connection))) return refused_for(refusal::stopping);
  return made;
}

void session_host::refuse(const endpoint& peer, refusal why) noexcept {
  count_refused(why);
  observer_.tell([&](session_observer& observer) { observer.on_refused(peer, why); });
}

// Returns false if the host was stopped while the factory ran. If this throws before the session
// has a core, the caller keeps the connection.
bool session_host::add_session(const std::shared_ptr<session_base>& user,
                               session_transport&& connection) {
  const std::uint64_t id = registry_.reserve();
  connection.set_options(limits_);
  try {
    session_core::make(*user, shared_from_this(), id, std::move(connection));
    if (put(id, user)) return true;
  } catch (...) {
    // The program may keep the session that its factory made, and the connection with it. So the
    // session is ended here. A session that had begun before has another id and is not touched.
    session_core* const core = session_core::of(*user);
    if (core != nullptr && &core->host() == this && core->id() == id) {
      core->end(close_reason::out_of_memory, close_mode::reset);
    }
    registry_.remove(id);
    throw;
  }
  session_core::of(*user)->end(close_reason::server_stopped, close_mode::reset);
  registry_.remove(id);
  return false;
}

// `stopping_` is read and the session is put in one critical section. So a stop either prevents the
// session, or finds it in the registry and closes it.
bool session_host::put(std::uint64_t id, const std::shared_ptr<session_base>& user) {
  const guard lock(mutex_);
  if (stopping_) return false;
  if (!round_pending_) arm_round(plan_round(owner_.now(), (proactor::time_point::max)()));
  ++parts_;
  registry_.put(id, user);
  assert(round_pending_);  // invariant: round-pending
  return true;
}

// The sessions look at their limits anew after the change. A session that is not in the registry
// yet sees the new values when it starts.
void session_host::set_limits(const server_limits& changes) {
  {
    const guard lock(mutex_);
    const session_options wanted = current_.with(limits_, changes);
    const std::size_t sessions_max = changes.sessions_max.value_or(current_.sessions_max);
    check_options(wanted);
    check_sessions_max(sessions_max);
    current_.set(wanted, sessions_max);
    if (const auto most = changes.sessions_per_address_max) {
      addresses_.allow(*most);
      shaking_addresses_.allow(handshakes_of_address(*most));
    }
    set_round_interval(round_interval_for(wanted));
  }
  registry_.for_each([](session_base& each) { session_core::of(each)->look_at_limits_anew(); });
}

void session_host::start_session(session_base& added) { session_core::of(added)->start(); }

void session_host::report(const std::exception_ptr& thrown, std::string_view where,
                          const std::optional<endpoint>& peer) const {
  if (limits_.exceptions_leave_run) std::rethrow_exception(thrown);
  owner_.report({.exception = thrown, .where = where, .peer = peer});
}

address_limit::entry session_host::admit(const endpoint& remote) {
  const address_limit::entry entered = addresses_.enter(remote.address());
  if (entered == address_limit::entry::refused) count_refused(refusal::sessions_per_address_max);
  return entered;
}

void session_host::remove(std::uint64_t ended) { registry_.remove(ended); }

void session_host::on_session_ended(close_reason reason, std::uint32_t code) noexcept {
  add(ended_[static_cast<std::size_t>(reason)], 1);
  if (code != 0) add(ended_by_code_[code < ended_by_code_.size() ? code : 0], 1);
  remove_part();
}

void session_host::add_part() noexcept {
  const guard lock(mutex_);
  ++parts_;
}

void session_host::remove_part() noexcept {
  const guard lock(mutex_);
  assert(parts_ != 0);
  if (--parts_ != 0) return;
  if (round_pending_) proactor_access::cancel_timer(owner_, round_entry_);
  if (operation* const stopped = std::exchange(stopped_, nullptr)) owner_.complete(*stopped, {});
}

outbox& session_host::take_outbox(session_core& user) {
  outbox* taken = nullptr;
  {
    const std::lock_guard lock(outboxes_lock_);
    taken = spare_outboxes_;
    if (taken != nullptr) {
      spare_outboxes_ = taken->next_outbox;
      --spare_count_;
    }
  }
  if (taken == nullptr) taken = new outbox;
  taken->serve(user);
  return *taken;
}

void session_host::give_back(outbox& unused) noexcept {
  assert(!unused.has_pending());  // invariant: outbox-clean
  unused.clear();
  {
    const std::lock_guard lock(outboxes_lock_);
    if (spare_count_ != spare_outboxes_max) {
      unused.next_outbox = spare_outboxes_;
      spare_outboxes_ = &unused;
      ++spare_count_;
      return;
    }
  }
  delete &unused;
}

session_host::stop_start session_host::begin_stop(proactor::duration drain, operation& stopped) {
  {
    const guard lock(mutex_);
    if (stopping_) return stop_start::refused;
    drain_ = drain;
    drain_stage_ = drain_stage::asked;
    stopping_ = true;
    if (parts_ == 0) return stop_start::ended;
    owner_.begin(stopped);
    stopped_ = &stopped;
    // This makes the drain count from now on, and the rounds come in time for it.
    if (round_pending_) proactor_access::cancel_timer(owner_, round_entry_);
  }
  registry_.for_each(
      [](session_base& each) { session_core::of(each)->close(close_reason::server_stopped); });
  return stop_start::pending;
}

// The last work of the proactor may end while this begins, for example the accepts of a listener
// that it closes. So this counts as work, which keeps the threads in run until `stopped` is pending
// or posted.
submission session_host::stop(proactor::duration drain, operation& stopped) {
  const outstanding running(owner_);
  switch (begin_stop(drain, stopped)) {
    case stop_start::pending:
      return submission::pending;
    case stop_start::refused:
      return owner_.fail(stopped, error::operation_already_pending);
    case stop_start::ended:
      break;
  }
  return owner_.finish(stopped, {});
}

// When this gets the lock, a factory that ran on another thread has returned.
void session_host::abandon() noexcept {
  if (calls_program_.load() == std::this_thread::get_id()) {
    misuse("a server or client was destroyed by its own factory or on_attempt_failed");
  }
  {
    const std::lock_guard lock(making_mutex_);
    stopping_ = true;
  }
  registry_.for_each([](session_base& each) {
    session_core::of(each)->mute();
    session_core::of(each)->end(close_reason::server_stopped, close_mode::reset);
  });
}

}  // namespace naru::detail
