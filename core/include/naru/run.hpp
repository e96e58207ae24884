// run, sync_wait: from ordinary code into coroutines.
//
//     int main() {
//       const auto proactor = naru::make_proactor();
//       naru::run(*proactor, serve(*proactor));
//     }
//
// run drives the proactor on the calling thread, other threads may help. sync_wait leaves that to
// others, a worker_pool for instance, and only waits. Neither is for use inside a task or a
// completion function: there the task is awaited.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/callback.hpp>
#include <naru/detail/root_task.hpp>
#include <naru/detail/start_task.hpp>
#include <naru/proactor.hpp>

#include <utility>

namespace naru {

/// Runs `main` to its end, and the proactor until nothing else is outstanding, as proactor::run
/// does: not while there is a work_guard. Gives what `main` gives, or throws what left it.
///
/// proactor::stop meanwhile, and an exception from a completion function, ask `main` to stop: what
/// it awaits ends with std::errc::operation_canceled, and the proactor goes on until `main` has
/// ended. The first such exception is thrown again then; those that follow, and that of `main`, are
/// reported to proactor_options::on_failure. After a stop that takes a restart, so that other
/// threads which had not noticed the stop yet may go on too. Throws std::logic_error on a thread
/// that runs the proactor.
template <awaitable Awaitable>
await_result_t<Awaitable> run(proactor& owner, Awaitable main) {
  detail::root_task<await_result_t<Awaitable>> root(owner, detail::as_task(std::move(main)));
  root.run();
  return root.take();
}

/// Starts `main` on a thread that runs the proactor, and returns when it has ended, with what it
/// gives, or throws what left it. Some other thread must run the proactor meanwhile, and not only
/// until nothing is outstanding: see work_guard. proactor::stop neither ends this nor asks `main`
/// to stop: it goes on waiting until the proactor has been restarted and `main` has ended. Throws
/// std::logic_error on a thread that runs the proactor, which would have to end `main`.
template <awaitable Awaitable>
await_result_t<Awaitable> sync_wait(proactor& owner, Awaitable main) {
  detail::root_task<await_result_t<Awaitable>> root(owner, detail::as_task(std::move(main)));
  root.wait();
  return root.take();
}

}  // namespace naru
