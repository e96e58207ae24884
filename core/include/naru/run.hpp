// run, sync_wait: lead from ordinary code into coroutines.
//
//     int main() {
//       const auto proactor = naru::make_proactor();
//       naru::run(*proactor, serve(*proactor));
//     }
//
// run drives the proactor on the calling thread; other threads may help. sync_wait leaves that to
// other threads, for instance a worker_pool, and only waits. Do not use either inside a task or a
// completion function: await the task there.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/callback.hpp>
#include <naru/detail/root_task.hpp>
#include <naru/detail/start_task.hpp>
#include <naru/proactor.hpp>

#include <utility>

namespace naru {

/// Runs `main` to its end, and the proactor until nothing else is outstanding, as proactor::run
/// does; a work_guard keeps it from returning. Returns the result of `main`, or throws the
/// exception that left it.
///
/// If proactor::stop is called meanwhile, or an exception leaves a completion function, `main` is
/// asked to stop: the operations that it awaits end with std::errc::operation_canceled, and the
/// proactor goes on until `main` has ended. Then the first such exception is thrown again; later
/// ones, and that of `main`, are reported to proactor_options::on_failure. After a stop the
/// proactor must be restarted for this, so other threads that had not noticed the stop yet may go
/// on too. Throws std::logic_error on a thread that runs the proactor.
///
/// In a naru::simulation the wait of a task may be for something that never happens. That counts as
/// an exception, a std::logic_error. A task that waits so after it was asked to stop ends the
/// program with a sentence.
template <awaitable Awaitable>
detail::await_result_t<Awaitable> run(proactor& owner, Awaitable main) {
  detail::root_task<detail::await_result_t<Awaitable>> root(owner,
                                                            detail::as_task(std::move(main)));
  root.run();
  return root.take();
}

/// Starts `main` on a thread that runs the proactor, and returns when it has ended: with its
/// result, or by throwing the exception that left it. Another thread must run the proactor
/// meanwhile, and not only until nothing is outstanding: see work_guard. proactor::stop neither
/// ends this nor asks `main` to stop: it goes on waiting until the proactor has been restarted and
/// `main` has ended. Throws std::logic_error on a thread that runs the proactor, because that
/// thread would have to end `main`.
///
/// In a naru::simulation this call itself lets the world go on. An exception that leaves a
/// completion function meanwhile does what it does in run. If nothing is left to happen, the
/// program ends with a sentence.
template <awaitable Awaitable>
detail::await_result_t<Awaitable> sync_wait(proactor& owner, Awaitable main) {
  detail::root_task<detail::await_result_t<Awaitable>> root(owner,
                                                            detail::as_task(std::move(main)));
  root.wait();
  return root.take();
}

}  // namespace naru
