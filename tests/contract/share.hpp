// share: a part of the test cases that a run has selected, so that several processes run one
// suite.
//
// Most cases wait for something. Shares that run side by side wait together. --share=2/6 runs the
// second of six shares: of the selected cases the 2nd, the 8th, the 14th and so on, in their order.
// Each case is in exactly one share. Neighbours, which cost about the same, are in different ones.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace contract {

struct share {
  std::size_t number;  // 1 to total
  std::size_t total;
};

/// Reads the text after --share=, such as "2/6". Empty if it is no share.
[[nodiscard]] std::optional<share> parse_share(std::string_view text) noexcept;

/// Leaves the cases of all other shares out of `context`. `argc` and `argv` select the cases that
/// are shared. Cases of one name are in one share, because doctest leaves cases out by name.
void run_only(const share& part, doctest::Context& context, int argc, const char* const* argv);

/// For the program's listener: remembers which cases doctest has found.
void remember_selection(const doctest::QueryData& found);

}  // namespace contract
