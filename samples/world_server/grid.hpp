// grid: tells which players are in which cell. It is sorted anew in each tick. For thousands of
// players that is cheaper than keeping lists of cells up to date, and it allocates nothing once it
// has seen as many players before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../world/protocol.hpp"

namespace samples::world {

class grid {
 public:
  /// Indices of players, into the argument of rebuild.
  using indices = std::span<const std::uint32_t>;

  grid(std::uint32_t side, std::uint16_t cell);

  void rebuild(std::span<const position> players);

  [[nodiscard]] std::size_t cells() const noexcept { return first_.size() - 1; }
  [[nodiscard]] indices in(std::size_t cell) const noexcept { return between(cell, cell + 1); }
  /// The players in `cell`, and then those in the cells around it.
  [[nodiscard]] std::array<indices, 5> around(std::size_t cell) const noexcept;

 private:
  [[nodiscard]] std::size_t cell_of(position where) const noexcept;
  /// The players in the cells from `first` up to, but without, `last`.
  [[nodiscard]] indices between(std::size_t first, std::size_t last) const noexcept;

  std::size_t cell_;
  std::size_t columns_;
  std::vector<std::uint32_t> first_;  // for each cell, its place in sorted_; and the end
  std::vector<std::uint32_t> sorted_;
};

}  // namespace samples::world
