// grid: who is in which cell. Sorted anew in each tick, which for thousands of players is cheaper
// than to keep lists of cells up to date, and allocates nothing once it has seen as many players
// before.
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
  /// Of players: indices into what rebuild was given.
  using indices = std::span<const std::uint32_t>;

  grid(std::uint32_t side, std::uint16_t cell);

  void rebuild(std::span<const position> players);

  [[nodiscard]] std::size_t cells() const noexcept { return first_.size() - 1; }
  [[nodiscard]] indices in(std::size_t cell) const noexcept { return between(cell, cell + 1); }
  /// Those in `cell`, and then those in the cells around it.
  [[nodiscard]] std::array<indices, 5> around(std::size_t cell) const noexcept;

 private:
  [[nodiscard]] std::size_t cell_of(position where) const noexcept;
  /// Those in the cells from `first` on, up to `last`, which is not among them.
  [[nodiscard]] indices between(std::size_t first, std::size_t last) const noexcept;

  std::size_t cell_;
  std::size_t columns_;
  std::vector<std::uint32_t> first_;  // of each cell, its place in sorted_; and the end
  std::vector<std::uint32_t> sorted_;
};

}  // namespace samples::world
