// lent_sessions: the sessions that a walk over a table is about to visit.
//
// A walk has plain pointers, because counting references would cost as much as a short visit. If a
// session leaves the table while a walk has a pointer to it, the table gives that walk a share of
// the session. So each session that is lent lives until the walk asks for the next ones.
#pragma once

#include <naru/session/session_base.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <memory>
#include <span>

namespace naru::detail {

class lent_sessions {
 public:
  static constexpr std::size_t most = 64;

  /// The sessions to visit now. Only the walk calls this, and needs no lock.
  [[nodiscard]] std::span<session_base* const> all() const noexcept {
    return {lent_.data(), count_};
  }
  /// Gives the shares back. Only the walk calls this, after clear. It must not hold the lock of the
  /// table, because a session may be destroyed here.
  void drop_shares() noexcept {
    while (shares_ != 0) kept_[--shares_] = nullptr;
  }

  // The members below need the lock of the table.

  /// The place in the table from which the next sessions are taken.
  std::size_t place = 0;
  lent_sessions* next = nullptr;  // of the same table

  void add(session_base& lent) noexcept { lent_[count_++] = &lent; }
  void clear() noexcept { count_ = 0; }
  [[nodiscard]] bool is_full() const noexcept { return count_ == most; }
  [[nodiscard]] bool has_shares() const noexcept { return shares_ != 0; }
  /// Takes a share of a session that leaves the table, if the session is lent.
  void keep(const std::shared_ptr<session_base>& leaving) noexcept {
    if (std::ranges::find(all(), leaving.get()) == all().end()) return;
    const std::span<const std::shared_ptr<session_base>> kept(kept_.data(), shares_);
    if (std::ranges::find(kept, leaving) != kept.end()) return;  // it had come again
    assert(shares_ < count_);
    kept_[shares_++] = leaving;
  }

 private:
  std::size_t count_ = 0;
  std::size_t shares_ = 0;
  std::array<session_base*, most> lent_;  // only the first count_ of them are set
  std::array<std::shared_ptr<session_base>, most> kept_;
};

}  // namespace naru::detail
