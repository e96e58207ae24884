// session_registry: the sessions of one host, by their ids. An id is made of a serial number, which
// no other session ever has, and of the session's place in the table.
#pragma once

#include <naru/session/session_base.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "session/lock_order.hpp"
#include "session/place_table.hpp"

namespace naru::detail {

class session_registry {
 public:
  static constexpr unsigned place_bits = 20;
  static constexpr std::size_t sessions_max = std::size_t{1} << place_bits;

  /// Takes a place and returns the id for it. Call this only if size() is below sessions_max.
  /// Throws std::bad_alloc.
  [[nodiscard]] std::uint64_t reserve();
  /// Puts the session at the place of `id`, which reserve returned.
  void put(std::uint64_t id, std::shared_ptr<session_base> session);
  /// Gives the place back, and drops the session that was put there.
  void remove(std::uint64_t id);

  [[nodiscard]] std::shared_ptr<session_base> find(std::uint64_t id) const;
  /// The number of places that are taken.
  [[nodiscard]] std::size_t size() const;

  /// Calls `visit` with each session that stays in the registry for the whole call. A session that
  /// comes or goes meanwhile may be left out. No lock is held while `visit` runs.
  template <class Visit>
  void for_each(Visit visit) const {
    walk<guard>(mutex_, table_, [](const place_entry& each) { return each.session.get(); }, visit);
  }

 private:
  using guard = ordered_guard<lock_rank::registry>;

  struct place_entry {
    std::uint64_t id = 0;  // 0: the place is free
    std::shared_ptr<session_base> session;
  };

  [[nodiscard]] static std::size_t place_of(std::uint64_t id) noexcept {
    return static_cast<std::size_t>(id & (sessions_max - 1));
  }

  mutable std::mutex mutex_;  // guards the members below
  mutable place_table<place_entry> table_;
  std::uint64_t last_serial_ = 0;
};

}  // namespace naru::detail
