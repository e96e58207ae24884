// shielded: what no stop is to reach: a goodbye, a last write.
//
//     co_await naru::shielded(naru::with_timeout(stream.send(goodbye), 1s));
//
// After a stop nothing else that a task awaits begins. Give what is shielded a limit, as here, or
// whoever waits for the task may wait long: a limit around it does not reach it.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/detail/ask_task.hpp>
#include <naru/task.hpp>

#include <utility>

namespace naru {

/// Gives what `sheltered` gives, or throws what it throws.
template <awaitable Awaitable>
task<await_result_t<Awaitable>> shielded(Awaitable sheltered) {
  co_await detail::ask_task([](detail::promise_base& task) { task.context.stop = nullptr; });
  co_return co_await std::move(sheltered);
}

}  // namespace naru
