// home: the proactor that a task belongs to.
#pragma once

#include <naru/detail/export.hpp>

namespace naru {

class proactor;

namespace detail {

class promise_base;

/// Throws std::logic_error if there is none: the task was started by a coroutine of another
/// library, or it is no task.
[[nodiscard]] NARU_API proactor& home_of(const promise_base* task);

}  // namespace detail
}  // namespace naru
