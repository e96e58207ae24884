// shielded: protects something from stops: a goodbye, a last write.
//
//     co_await naru::shielded(naru::with_timeout(stream.send(goodbye), 1s));
//
// After a stop a task can begin nothing else. Give the shielded thing a limit inside, as here: a
// limit around shielded does not reach it, and code that waits for the task could wait long.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/detail/ask_task.hpp>
#include <naru/task.hpp>

#include <utility>

namespace naru {

/// Gives the result of `sheltered`, or throws what it throws.
template <awaitable Awaitable>
task<detail::await_result_t<Awaitable>> shielded(Awaitable sheltered) {
  co_await detail::ask_task([](detail::promise_base& task) { task.context.stop = nullptr; });
  co_return co_await std::move(sheltered);
}

}  // namespace naru
