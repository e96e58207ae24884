// port_range: the ports of a simulated host that it gives to sockets that ask for none. They run
// out if nobody gives them back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "simulated/random_source.hpp"

namespace naru::detail {

class port_range {
 public:
  static constexpr std::uint16_t first = 49'152;
  static constexpr std::size_t size = 65'536 - first;

  explicit port_range(random_source& random)
      : taken_(size), next_(static_cast<std::size_t>(random.below(size))) {}

  /// Returns 0 if all are taken.
  [[nodiscard]] std::uint16_t take() noexcept {
    for (std::size_t tries = 0; tries < size; ++tries) {
      const std::size_t place = next_;
      next_ = (next_ + 1) % size;
      if (taken_[place]) continue;
      taken_[place] = true;
      return static_cast<std::uint16_t>(first + place);
    }
    return 0;
  }
  /// A port that a program has asked for by its number is not given out meanwhile.
  void mark(std::uint16_t port, bool taken) noexcept {
    if (port >= first) taken_[port - first] = taken;
  }

 private:
  std::vector<bool> taken_;
  std::size_t next_;
};

}  // namespace naru::detail
