// session_host: the part of a server or client that its sessions share. It has their limits, their
// registry, their counters, spare outboxes, and the round, which is one look at those of their time
// limits that are due.
//
// It lives as long as one of its sessions, and as long as an operation of its own is pending.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/session_factory.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/session_counters.hpp>
#include <naru/session/session_observer.hpp>
#include <naru/session/session_options.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "session/address_limit.hpp"
#include "session/changing_limits.hpp"
#include "session/limit_wheel.hpp"
#include "session/lock_order.hpp"
#include "session/memory_budget.hpp"
#include "session/outbox.hpp"
#include "session/round_pace.hpp"
#include "session/session_registry.hpp"
#include "session/session_transport.hpp"
#include "session/told_observer.hpp"

namespace naru::detail {

/// The place of a session in the wheel of its host.
struct limited_session : limit_wheel::entry {
  explicit limited_session(session_base& of) noexcept : session(of) {}

  session_base& session;
};

class session_host : public std::enable_shared_from_this<session_host> {
 public:
  struct capacity {
    std::size_t sessions_max;
    std::size_t per_address_max = 0;  // 0: no limit of its own
    unsigned ipv6_prefix_length = 128;
    std::size_t memory_max = 0;  // of all sessions together; 0: no limit
  };

  using refusal = session_observer::refusal;

  /// `observer` may be null. Throws std::invalid_argument, which names the option that is out of
  /// range.
  session_host(proactor& owner, const session_options& limits, const capacity& most,
               std::shared_ptr<session_observer> observer, make_session make);
  session_host(const session_host&) = delete;
  session_host& operator=(const session_host&) = delete;

  [[nodiscard]] proactor& owner() const noexcept { return owner_; }
  /// The limits of the sessions as they were at the beginning. Those that may change are in
  /// current().
  [[nodiscard]] const session_options& limits() const noexcept { return limits_; }
  [[nodiscard]] const changing_limits& current() const noexcept { return current_; }
  /// The shortest limit of time that is on.
  [[nodiscard]] proactor::duration shortest_limit() const noexcept { return current_.shortest; }
  /// See server_base::set_limits.
  void set_limits(const server_limits& changes);
  [[nodiscard]] memory_budget& memory() noexcept { return memory_; }
  /// How long the loop was held up within the last seconds before `now`.
  [[nodiscard]] proactor::duration late_at(proactor::time_point now) const noexcept {
    return pace_.recently_late(now);
  }
  /// The time as which everything counts that happens before the next round. Any thread may call
  /// these three.
  [[nodiscard]] proactor::time_point next_round() const noexcept { return wheel_.next_round(); }
  /// The number of the last round.
  [[nodiscard]] std::uint32_t round() const noexcept { return wheel_.round(); }
  /// The first round that is not before `deadline` looks at the limits of the session.
  void look_at(limited_session& limited, proactor::time_point deadline) noexcept;
  /// No round looks at the session any more.
  void forget(limited_session& limited) noexcept;
  [[nodiscard]] const session_registry& registry() const noexcept { return registry_; }
  /// True as long as a session is in the registry. Only assertions call this.
  [[nodiscard]] bool round_is_pending() const noexcept;

  /// The program's observer. Call it only without a lock.
  [[nodiscard]] told_observer& observer() noexcept { return observer_; }

  /// Makes a session on `connection`. Returns null if the host is stopping, has no room, or the
  /// factory returns none. The caller then drops the connection. Throws what the factory throws,
  /// and std::bad_alloc. A refusal is counted and told to the observer.
  [[nodiscard]] std::shared_ptr<session_base> make_session_on(session_transport& connection);
  /// Starts a session that was made. Called once for each. The caller keeps `added` alive
  /// meanwhile.
  void start_session(session_base& added);
  /// Counts the session for its address, or counts a refusal if the address has too many sessions
  /// already.
  [[nodiscard]] address_limit::entry admit(const endpoint& remote);
  void leave_address(const endpoint& remote) noexcept { addresses_.leave(remote.address()); }
  /// Counts a handshake for its address, if the address has not too many of them under way. They
  /// are counted apart from the sessions. Throws std::bad_alloc.
  [[nodiscard]] address_limit::entry admit_handshake(const endpoint& remote) {
    return shaking_addresses_.enter(remote.address());
  }
  void leave_handshake_of(const endpoint& remote) noexcept {
    shaking_addresses_.leave(remote.address());
  }
  /// Removes `ended` from the registry, so that it is not found any more.
  void remove(std::uint64_t ended);
  /// The last call of a session to its host. All functions of the session have returned. `code` is
  /// the number of the program's close_code, or 0.
  virtual void on_session_ended(close_reason reason, std::uint32_t code) noexcept;

  [[nodiscard]] outbox& take_outbox(session_core& user);
  void give_back(outbox& unused) noexcept;

  /// How a stop began: it waits for sessions, it had nothing to wait for, or it was not the first.
  enum class stop_start : std::uint8_t { pending, ended, refused };

  /// Begins to stop. `stopped` is pending only for stop_start::pending, and completes then.
  virtual stop_start begin_stop(proactor::duration drain, operation& stopped);
  /// See session_owner::stop.
  submission stop(proactor::duration drain, operation& stopped);
  /// Ends every session at once. None of their functions begins after this.
  virtual void abandon() noexcept;
  [[nodiscard]] bool stopping() const noexcept { return stopping_; }

  /// Reports an exception that belongs to no session, or throws it again if exceptions_leave_run is
  /// set.
  void report(const std::exception_ptr& thrown, std::string_view where,
              const std::optional<endpoint>& peer = {}) const;

  void count_accepted() noexcept { add(accepted_, 1); }
  void count_received(std::size_t bytes) noexcept { add(bytes_received_, bytes); }
  void count_messages(std::size_t messages) noexcept { add(messages_received_, messages); }
  void count_discarded(std::size_t messages) noexcept { add(discarded_, messages); }
  void count_sent(const outbox::progress& sent) noexcept {
    add(bytes_sent_, sent.bytes);
    add(messages_sent_, sent.messages);
  }
  void count_overflow(send_outcome outcome) noexcept {
    add(outcome == send_outcome::dropped ? dropped_ : turned_away_, 1);
  }
  /// Notes how long the functions of a session took. Only call this if they are timed.
  [[nodiscard]] bool times_callbacks() const noexcept { return times_callbacks_; }
  void note_callback(std::chrono::nanoseconds took) noexcept;
  [[nodiscard]] session_counters counters() const;

 protected:
  virtual ~session_host();

  /// Counts a connection that gets no session, and tells the observer.
  void refuse(const endpoint& peer, refusal why) noexcept;

  /// Adds one part that `stop` waits for: a session, or an operation of the host.
  void add_part() noexcept;
  void remove_part() noexcept;

  /// Surrounds a call of the program's factory, or of another function of the program. When abandon
  /// has returned, the host makes no such call.
  class program_call {
   public:
    explicit program_call(session_host& host) : host_(host), lock_(host.making_mutex_) {
      host_.calls_program_.store(std::this_thread::get_id());
    }
    ~program_call() { host_.calls_program_.store({}); }
    program_call(const program_call&) = delete;
    program_call& operator=(const program_call&) = delete;

   private:
    session_host& host_;
    const std::lock_guard<std::mutex> lock_;
  };

  std::mutex making_mutex_;  // held for a program_call

 private:
  using guard = ordered_guard<lock_rank::host>;
  using counter = std::atomic<std::uint64_t>;
  static void add(counter& counted, std::uint64_t more) noexcept {
    counted.fetch_add(more, std::memory_order_relaxed);
  }

  void count_refused(refusal why) noexcept { add(refused_by_[static_cast<std::size_t>(why)], 1); }

  /// The stage of the time limit of a stop.
  enum class drain_stage : std::uint8_t { none, asked, counted, over };

  [[nodiscard]] std::shared_ptr<session_base> make_or_refuse(session_transport& connection,
                                                             const endpoint& peer, refusal& why);
  [[nodiscard]] bool add_session(const std::shared_ptr<session_base>& user,
                                 session_transport&& connection);
  [[nodiscard]] bool put(std::uint64_t id, const std::shared_ptr<session_base>& user);
  void set_round_interval(proactor::duration interval) noexcept;
  [[nodiscard]] proactor::time_point plan_round(proactor::time_point now,
                                                proactor::time_point latest) noexcept;
  void arm_round(proactor::time_point due);
  void arm_round_again(proactor::time_point due) noexcept;
  void on_round(io_result result);
  void make_round(proactor::time_point now) noexcept;
  [[nodiscard]] bool is_drained(proactor::time_point now) noexcept;
  [[nodiscard]] std::shared_ptr<session_base> take_due() noexcept;
  [[nodiscard]] proactor::duration until_next_round(proactor::time_point now) noexcept;

  proactor& owner_;
  const bool times_callbacks_;
  const session_options limits_;
  changing_limits current_;  // written under mutex_
  told_observer observer_;
  const make_session make_;
  session_registry registry_;
  address_limit addresses_;
  address_limit shaking_addresses_;  // of the connections whose transport has no session yet
  memory_budget memory_;
  round_pace pace_;

  std::atomic<std::thread::id> calls_program_;  // the thread that makes a program_call, if one does

  mutable std::mutex mutex_;  // guards the members up to kept_
  std::size_t parts_ = 0;     // the number of sessions and of pending operations of the host itself
  bool round_pending_ = false;
  proactor::duration round_interval_;
  proactor::time_point round_due_;
  std::atomic<bool> stopping_ = false;  // written under mutex_ or making_mutex_
  operation* stopped_ = nullptr;
  proactor::duration drain_{0};
  drain_stage drain_stage_ = drain_stage::none;
  proactor::time_point drained_by_;  // in the time of the rounds: see round_pace
  timer_entry round_entry_;          // not a naru::timer, which must not outlive the proactor
  member_callback round_ = naru::bind<&session_host::on_round>(this);
  std::shared_ptr<session_host> kept_;  // set while the round is pending

  spin_lock wheel_lock_;  // guards wheel_
  limit_wheel wheel_;

  spin_lock outboxes_lock_;  // guards the two members below
  outbox* spare_outboxes_ = nullptr;
  std::size_t spare_count_ = 0;

  counter accepted_ = 0;
  counter bytes_received_ = 0;
  counter bytes_sent_ = 0;
  counter messages_received_ = 0;
  counter messages_sent_ = 0;
  counter dropped_ = 0;
  counter turned_away_ = 0;
  counter discarded_ = 0;
  std::atomic<std::chrono::nanoseconds> longest_callback_{std::chrono::nanoseconds(0)};
  std::array<counter, session_observer::refusals> refused_by_{};
  std::array<counter, close_reasons> ended_{};
  std::array<counter, session_counters::close_codes> ended_by_code_{};
};

}  // namespace naru::detail
