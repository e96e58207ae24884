// driver: runs the proactors of a simulated world on one thread. One step lets the events of one
// moment happen, and then every proactor run that has something to do, in an order drawn from the
// seed. If none has, the clock moves to the next event.
//
// A proactor whose run a program has called is not run by the driver meanwhile. Its wait makes
// steps, and returns after each. Other proactors of the same host do not run meanwhile either: a
// program that runs one of its proactors on a thread runs no other one by that.
#pragma once

#include <thread>
#include <vector>

#include "simulated/random_source.hpp"
#include "simulated/timeline.hpp"

namespace naru::detail {

class network_host;
class simulated_proactor;

class driver {
 public:
  /// The time that a turn of a proactor takes. Without it a program that always has something to
  /// run would never see its timers expire.
  static constexpr timeline::duration turn_time = std::chrono::microseconds(10);

  driver(timeline& time, random_source& random) : time_(time), random_(random) {}

  /// Ends the program if this is not the thread on which the world was made.
  void refuse_other_threads() const noexcept;

  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
  void add(simulated_proactor& one);
  void remove(simulated_proactor& one) noexcept;
  /// `one` may have something to run.
  void mark(simulated_proactor& one) noexcept;
  /// Each of that host may.
  void mark_all_of(const network_host& host) noexcept;

  /// Returns false if nothing happens until `limit`; then the clock stands at the limit, unless
  /// that is time_point::max(). The proactors of `calling` do not run.
  bool step(timeline::time_point limit, const network_host* calling = nullptr);
  /// Lets everything happen that is due. Returns whether there were events.
  bool look(const network_host* calling);

 private:
  bool run_marked(const network_host* calling);
  void set_aside(const network_host* calling);

  const std::thread::id thread_ = std::this_thread::get_id();
  timeline& time_;
  random_source& random_;
  std::vector<simulated_proactor*> all_;
  std::vector<simulated_proactor*> marked_;  // has room for all, like aside_
  std::vector<simulated_proactor*> aside_;
};

}  // namespace naru::detail
