// strand: serial execution on many threads. Of the tasks in a strand one runs at a time; the others
// wait for it to suspend. So what only they touch needs no lock.
//
//     naru::strand room;
//     …in each task that uses what the strand guards:
//     co_await naru::resume_on(room);
//
// A task stays in its strand, on whatever thread what it awaits completes, and so do the tasks that
// it awaits; resume_on with a proactor leaves it. At a co_await another task of the strand may run:
// what must hold across one takes a naru::mutex.
//
// Not needed on a proactor that one thread runs.
//
// Thread-safety: any thread. A strand outlives the tasks in it.
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

  /// For resume_on.
  [[nodiscard]] detail::strand_state& state() const noexcept { return *state_; }

 private:
  std::shared_ptr<detail::strand_state> state_;  // a thread may be about to leave it
};

}  // namespace naru
