// strand: serial execution on many threads. One task of a strand runs at a time; the others wait
// until it suspends. So data that only these tasks use needs no lock.
//
//     naru::strand room;
//     …in each task that uses what the strand guards:
//     co_await naru::resume_on(room);
//
// A task stays in its strand, whichever thread completes what it awaits, and so do the tasks that
// it awaits. resume_on with a proactor leaves the strand. At a co_await another task of the strand
// may run: to keep others out across a co_await, use a naru::mutex.
//
// It is not needed on a proactor that one thread runs.
//
// A task that waits for its turn is not outstanding work of its proactor. The thread that is in the
// strand lets it run. So if tasks of two proactors share a strand, hold a work_guard on each of
// them: otherwise run may return on one while its task waits behind a task of the other.
//
// Thread-safety: from any thread. A strand must outlive the tasks in it: otherwise the program ends
// with a sentence. A task has left when it moves elsewhere by resume_on, or ends.
#pragma once

#include <naru/detail/export.hpp>

#include <memory>

namespace naru {

namespace detail {
class strand_state;
}

class NARU_API strand {
 public:
  strand();
  strand(const strand&) = delete;
  strand& operator=(const strand&) = delete;
  ~strand();

  /// Used by resume_on.
  [[nodiscard]] detail::strand_state& state() const noexcept { return *state_; }

 private:
  std::shared_ptr<detail::strand_state> state_;  // a thread may be about to leave it
};

}  // namespace naru
