// session_registry: the sessions of one host, by their ids. An id is a serial number, which no
// other session ever has, together with the session's place in the table.
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

  /// An id, and a place for it. Only below sessions_max. Throws std::bad_alloc.
  [[nodiscard]] std::uint64_t reserve();
  /// Whose id it is.
  void put(std::uint64_t id, std::shared_ptr<session_base> session);
  /// Gives the place back, and with it what was put there.
  void remove(std::uint64_t id);

  [[nodiscard]] std::shared_ptr<session_base> find(std::uint64_t id) const;
  /// Places taken.
  [[nodiscard]] std::size_t size() const;

  /// Calls `visit` with each that is there all the time; with those that come or go meanwhile
  /// maybe. No lock is held while it runs.
  template <class Visit>
  void for_each(Visit visit) const {
    walk([this](std::size_t& place, some_sessions& some) { return copy_some(place, some); }, visit);
  }

 private:
  using guard = ordered_guard<lock_rank::registry>;

  struct place_entry {
    std::uint64_t id = 0;  // 0: nobody's
    std::shared_ptr<session_base> session;
  };

  [[nodiscard]] static std::size_t place_of(std::uint64_t id) noexcept {
    return static_cast<std::size_t>(id & (sessions_max - 1));
  }
  [[nodiscard]] std::size_t copy_some(std::size_t& place, some_sessions& some) const;

  mutable std::mutex mutex_;  // guards the rest
  place_table<place_entry> table_;
  std::uint64_t last_serial_ = 0;
};

}  // namespace naru::detail
