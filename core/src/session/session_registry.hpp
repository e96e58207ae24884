// session_registry: the sessions of one host, by their ids. An id is a serial number, which no
// other session ever has, together with the session's place in the table.
#pragma once

#include <naru/session/session_base.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

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
    std::size_t place = 0;
    while (true) {
      std::array<std::shared_ptr<session_base>, 64> some;
      const std::size_t count = copy_some(place, some);
      if (count == 0) return;
      for (std::size_t i = 0; i < count; ++i) visit(some[i]);
    }
  }

 private:
  struct place_entry {
    std::uint64_t id = 0;  // 0: nobody's
    std::shared_ptr<session_base> session;
  };

  [[nodiscard]] static std::size_t place_of(std::uint64_t id) noexcept {
    return static_cast<std::size_t>(id & (sessions_max - 1));
  }
  /// The next sessions from `place` on, which moves behind them.
  [[nodiscard]] std::size_t copy_some(std::size_t& place,
                                      std::array<std::shared_ptr<session_base>, 64>& some) const;

  mutable std::mutex mutex_;  // guards the rest
  std::vector<place_entry> places_;
  std::vector<std::uint32_t> free_;
  std::uint64_t last_serial_ = 0;
};

}  // namespace naru::detail
