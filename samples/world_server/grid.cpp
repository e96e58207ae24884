#include "grid.hpp"

#include <algorithm>

namespace samples::world {

grid::grid(std::uint32_t side, std::uint16_t cell)
    : cell_(cell), columns_((side + cell - 1U) / cell), first_(columns_ * columns_ + 1) {}

// A counting sort. It counts the players of each cell and computes where each cell ends. Then,
// from the last player to the first, it puts each player into the last free place of its cell;
// after that the ends have become the beginnings.
void grid::rebuild(std::span<const position> players) {
  std::fill(first_.begin(), first_.end(), 0U);
  for (const position& each : players) ++first_[cell_of(each)];
  std::uint32_t end = 0;
  for (std::uint32_t& each : first_) {
    end += each;
    each = end;
  }
  sorted_.resize(players.size());
  for (std::size_t i = players.size(); i-- != 0;) {
    sorted_[--first_[cell_of(players[i])]] = static_cast<std::uint32_t>(i);
  }
}

// The cells of a row are adjacent, so three of them are one piece.
std::array<grid::indices, 5> grid::around(std::size_t cell) const noexcept {
  const std::size_t column = cell % columns_;
  const std::size_t row = cell - column;  // the first cell of the row
  const std::size_t left = column == 0 ? column : column - 1;
  const std::size_t right = std::min(column + 2, columns_);
  std::array<indices, 5> all{in(cell), between(row + left, cell), between(cell + 1, row + right)};
  if (row != 0) all[3] = between(row - columns_ + left, row - columns_ + right);
  if (row + columns_ != cells()) all[4] = between(row + columns_ + left, row + columns_ + right);
  return all;
}

std::size_t grid::cell_of(position where) const noexcept {
  return where.y / cell_ * columns_ + where.x / cell_;
}

grid::indices grid::between(std::size_t first, std::size_t last) const noexcept {
  return indices(sorted_).subspan(first_[first], first_[last] - first_[first]);
}

}  // namespace samples::world
