// operation_words: what an operation of each kind is called in traces and dumps.
#pragma once

#include <naru/operation.hpp>

#include <string_view>

namespace naru::detail {

/// "receive", "accept"; "operation" for operation_kind::other.
[[nodiscard]] std::string_view words_for(operation_kind kind) noexcept;

}  // namespace naru::detail
