// blocking_pool: threads for work that blocks: a database, files, passwords. A completion function
// must not wait, so such work runs here, and its result comes back to who asked.
//
//     naru::blocking_pool pool(4);
//     const rows found = co_await pool.run([&] { return database.query(name); });
//
// Without a coroutine, a function gets the outcome, in a serial, in a session or on a proactor:
//
//     pool.run([=] { return database.query(name); }, turn, [this](naru::outcome<rows> found) {
//       …                                                // a function of the serial turn
//     });
//
// It is not for short computations: two changes of thread cost more than those.
//
// Work for a proactor of a naru::simulation runs on no thread of the pool. It takes virtual time,
// as much of it at once as the pool has threads, and then runs on the thread of the simulation. The
// destructor of the pool runs at once what is left.
//
// Thread-safety: any thread may call every function except the destructor.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/blocking_queue.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/home.hpp>
#include <naru/detail/poster.hpp>
#include <naru/detail/result_slot.hpp>
#include <naru/outcome.hpp>
#include <naru/proactor.hpp>
#include <naru/stop_mode.hpp>

#include <cassert>
#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace naru {

namespace detail {

template <class Work>
using value_of_work = std::decay_t<std::invoke_result_t<Work&>>;
template <class Work>
using outcome_of = outcome<value_of_work<Work>>;

/// Work that a coroutine waits for.
template <class Work>
struct blocking_action final : blocking_work {
  static constexpr const char* waits_for = "blocking work";

  blocking_action(std::shared_ptr<blocking_queue> pool, Work function)
      : queue(std::move(pool)), work(std::move(function)) {}
  // Only before it is started.
  blocking_action(blocking_action&& other) noexcept(std::is_nothrow_move_constructible_v<Work>)
      : queue(std::move(other.queue)), work(std::move(other.work)) {}

  submission start(operation& op, const promise_base* task) {
    home = &home_of(task);
    waiting = &op;
    home->begin(op);
    if (const std::error_code refused = queue->push(*this, *home)) refuse(refused);
    return submission::pending;
  }
  void cancel(operation&) noexcept {
    if (queue->withdraw(*this)) refuse(std::make_error_code(std::errc::operation_canceled));
  }
  auto finish(const io_result& result) {
    if (result.error) throw std::system_error(result.error, "naru::blocking_pool");
    return done.take();
  }

  void run() noexcept override {
    run_into(done, work);
    home->complete(*waiting, {});
  }
  void refuse(std::error_code why) noexcept override { home->complete(*waiting, {why, 0}); }

  std::shared_ptr<blocking_queue> queue;
  Work work;
  proactor* home = nullptr;
  operation* waiting = nullptr;
  result_slot<value_of_work<Work>> done;
};

/// Work whose outcome goes to a function. It frees itself. The poster is its first member, so it
/// goes last: it keeps the proactor from ending before what the functions own.
template <class Work, class Poster, class Then>
class blocking_request final : public blocking_work {
 public:
  blocking_request(Work work, Poster poster, Then then)
      : poster_(std::move(poster)), work_(std::move(work)), then_(std::move(then)) {}

  void run() noexcept override {
    const std::unique_ptr<blocking_request> freed(this);
    tell(outcome_of<Work>::of(work_));
  }
  void refuse(std::error_code why) noexcept override {
    const std::unique_ptr<blocking_request> freed(this);
    tell(outcome_of<Work>::failed(refusal_of_work(why)));
  }
  [[nodiscard]] proactor& home() const noexcept { return poster_.owner(); }

 private:
  void tell(outcome_of<Work> done) noexcept {
    try {
      poster_.post([then = std::move(then_), done = std::move(done)]() mutable {
        std::invoke(then, std::move(done));
      });
    } catch (...) {
      poster_.owner().report({.exception = std::current_exception(),
                              .where = "an outcome of a blocking_pool was lost"});
    }
  }

  Poster poster_;
  Work work_;
  Then then_;
};

}  // namespace detail

/// Limits of a blocking_pool.
struct blocking_pool_options {
  /// At most so much work may wait for a thread. More is refused with std::errc::no_buffer_space.
  /// It protects from peers that ask faster than a database answers.
  std::size_t waiting_max = 10'000;
};

class NARU_API blocking_pool {
 public:
  /// Starts `threads` threads, one if that is 0. Throws std::system_error if one cannot be
  /// started.
  explicit blocking_pool(std::size_t threads, const blocking_pool_options& options = {});
  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;
  /// Works like stop(stop_mode::drain), and waits until the last work has returned. The proactors
  /// to which outcomes go must still exist. Not on a thread of the pool: that ends the program with
  /// a sentence. In a completion function or a task it holds up that thread of the loop as long,
  /// so work that waits for something that only this thread can complete never ends.
  ~blocking_pool();

  /// co_await runs `work` on a thread of the pool and gives what `work` returned, on the task's own
  /// proactor. An exception that leaves `work` leaves the co_await. std::system_error with
  /// std::errc::no_buffer_space if too much waits, and with operation_canceled after stop or if a
  /// stop reaches the task before `work` has begun. Work that has begun is not interrupted. What
  /// `work` refers to must stay until then. Only in tasks. Nothing is taken from the heap.
  ///
  /// GCC 12 copies the bytes of a function that is written inside a co_await. If it captures more
  /// than references and numbers, name it first:
  ///
  ///     const auto query = [name] { return find(name); };
  ///     const row found = co_await pool.run(query);
  template <class Work>
    requires std::invocable<std::decay_t<Work>&>
  [[nodiscard]] auto run(Work&& work) {
    using action = detail::blocking_action<std::decay_t<Work>>;
    return detail::awaitable_operation<action>(action(queue_, std::forward<Work>(work)));
  }

  /// Runs `work` on a thread of the pool, and then `then` with its naru::outcome as a function of
  /// `place`: a naru::serial, a session or a proactor. If `work` does not run after all, because
  /// of stop(stop_mode::drop), the outcome has std::errc::operation_canceled. If `place` takes no
  /// more functions when `work` has ended, `then` is destroyed and does not run. Returns false,
  /// and runs neither, if too much waits or after stop. A session stays alive until then. Throws
  /// std::bad_alloc.
  template <std::invocable Work, detail::postable Place,
            std::invocable<detail::outcome_of<Work>> Then>
  bool run(Work work, Place& place, Then then) {
    using request = detail::blocking_request<Work, detail::poster<Place>, Then>;
    auto made =
        std::make_unique<request>(std::move(work), detail::poster<Place>(place), std::move(then));
    const auto queue = queue_;  // the outcome may end the pool before push returns
    if (queue->push(*made, made->home())) return false;
    static_cast<void>(made.release());  // it frees itself, and may have done so
    return true;
  }

  /// From here on work is refused. Work that runs now runs to its end. This does not wait for it.
  void stop(stop_mode how) noexcept;

  /// The number of works that wait for a thread. Other threads may change it at any time.
  [[nodiscard]] std::size_t waiting() const noexcept { return queue_->size(); }
  /// The number of threads that the pool has started.
  [[nodiscard]] std::size_t threads() const noexcept { return threads_.size(); }

 private:
  void join() noexcept;

  const std::shared_ptr<detail::blocking_queue> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace naru
