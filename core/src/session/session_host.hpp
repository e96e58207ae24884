// session_host: what the sessions of one server or client share: their limits, their registry, what
// is counted, spare outboxes, and the round that looks at everyone's limits of time.
//
// It lives as long as any of them, and as anything of its own is pending.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/session_counters.hpp>
#include <naru/session/session_options.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "session/address_limit.hpp"
#include "session/lock_order.hpp"
#include "session/memory_budget.hpp"
#include "session/outbox.hpp"
#include "session/round_pace.hpp"
#include "session/session_registry.hpp"
#include "session/transport.hpp"

namespace naru::detail {

class session_host : public std::enable_shared_from_this<session_host> {
 public:
  struct capacity {
    std::size_t sessions_max;
    std::size_t per_address_max = 0;  // 0: as many
    unsigned ipv6_prefix_length = 128;
    std::size_t memory_max = 0;  // of all sessions together; 0: as much
  };

  using make_session = std::function<std::shared_ptr<session_base>()>;

  /// Throws std::invalid_argument, which names the option that is out of range.
  session_host(proactor& owner, const session_options& limits, const capacity& most,
               make_session make);
  session_host(const session_host&) = delete;
  session_host& operator=(const session_host&) = delete;

  [[nodiscard]] proactor& owner() const noexcept { return owner_; }
  /// With an idle_timeout.
  [[nodiscard]] const session_options& limits() const noexcept { return limits_; }
  [[nodiscard]] memory_budget& memory() noexcept { return memory_; }
  /// For how long the loop was held up, within the last seconds before `now`.
  [[nodiscard]] proactor::duration late_at(proactor::time_point now) const noexcept {
    return pace_.recently_late(now);
  }
  [[nodiscard]] const session_registry& registry() const noexcept { return registry_; }
  /// True as long as a session is in the registry: for assertions.
  [[nodiscard]] bool round_is_pending() const noexcept;

  /// A session on `connection`; null if the host is stopping, has no room or the factory makes
  /// none: then the connection is of no use. Throws what the factory throws, and std::bad_alloc.
  [[nodiscard]] std::shared_ptr<session_base> make_session_on(transport& connection);
  /// Once, after that; `added` must be held.
  void start_session(session_base& added);
  /// False, and counted, where its address has too many already.
  [[nodiscard]] bool admit(const endpoint& remote);
  void leave_address(const endpoint& remote) noexcept { addresses_.leave(remote.address()); }
  /// `ended` is no longer found.
  void remove(std::uint64_t ended);
  /// Its functions have returned: the last that the host hears of it.
  virtual void on_session_ended(close_reason reason) noexcept;

  [[nodiscard]] outbox& take_outbox(session_core& user);
  void give_back(outbox& unused) noexcept;

  /// As session_owner::stop.
  virtual submission stop(proactor::duration drain, operation& stopped);
  /// Ends every session at once, without another call to any of their functions.
  virtual void abandon() noexcept;
  [[nodiscard]] bool stopping() const noexcept { return stopping_; }

  /// Reports an exception that no session of its own met; or throws it again if that is the policy.
  void report(const std::exception_ptr& thrown, std::string_view where,
              const std::optional<endpoint>& peer = {}) const;

  void count_accepted() noexcept { add(accepted_, 1); }
  void count_refused() noexcept { add(refused_, 1); }
  void count_received(std::size_t bytes) noexcept { add(bytes_received_, bytes); }
  void count_messages(std::size_t messages) noexcept { add(messages_received_, messages); }
  void count_sent(const outbox::progress& sent) noexcept {
    add(bytes_sent_, sent.bytes);
    add(messages_sent_, sent.messages);
  }
  void count_overflow(send_outcome outcome) noexcept {
    add(outcome == send_outcome::dropped ? dropped_ : turned_away_, 1);
  }
  [[nodiscard]] session_counters counters() const;

 protected:
  virtual ~session_host();

  /// Something of its own that `stop` waits for.
  void add_part() noexcept;
  void remove_part() noexcept;

  /// A call of the program's factory, or of another function that it gave: once the host is
  /// abandoned, it makes none.
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

  /// What has come of the limit on a stop.
  enum class drain_stage : std::uint8_t { none, asked, counted, over };

  [[nodiscard]] bool add_session(const std::shared_ptr<session_base>& user, transport&& connection);
  [[nodiscard]] bool put(std::uint64_t id, const std::shared_ptr<session_base>& user);
  void arm_round();
  void arm_round_again() noexcept;
  void on_round(io_result result);
  void make_round(proactor::time_point now) noexcept;
  [[nodiscard]] proactor::duration until_next_round(proactor::time_point now) noexcept;

  proactor& owner_;
  const session_options limits_;
  const capacity most_;
  const make_session make_;
  const proactor::duration round_interval_;
  session_registry registry_;
  address_limit addresses_;
  memory_budget memory_;
  round_pace pace_;

  std::atomic<std::thread::id> calls_program_;  // which thread does, if one does

  mutable std::mutex mutex_;  // guards these
  std::size_t parts_ = 0;     // sessions, and what the host itself has pending
  bool round_pending_ = false;
  std::atomic<bool> stopping_ = false;  // read without it
  operation* stopped_ = nullptr;
  proactor::duration drain_{0};
  drain_stage drain_stage_ = drain_stage::none;
  proactor::time_point drained_by_;  // as the rounds count time
  timer_entry round_entry_;          // not a naru::timer, which may not outlive the proactor
  member_callback round_ = naru::bind<&session_host::on_round>(this);
  std::shared_ptr<session_host> kept_;  // while the round is pending

  spin_lock outboxes_lock_;  // guards these
  outbox* spare_outboxes_ = nullptr;
  std::size_t spare_count_ = 0;

  counter accepted_ = 0;
  counter refused_ = 0;
  counter bytes_received_ = 0;
  counter bytes_sent_ = 0;
  counter messages_received_ = 0;
  counter messages_sent_ = 0;
  counter dropped_ = 0;
  counter turned_away_ = 0;
  std::array<counter, close_reasons> ended_{};
};

}  // namespace naru::detail
