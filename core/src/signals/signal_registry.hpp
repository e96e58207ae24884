// signal_registry: the process's one list of the watches of each signal.
//
// It has two mutexes, because a change may have to wait for the thread that delivers
// (system_signals::stop joins it). changing_ is held over a whole change, delivering_ only while
// the list is read or written. A watch that has been removed is not touched again. The locks nest
// one way: changing_, delivering_, a watch's own, the loop's mutex.
#pragma once

#include <array>
#include <mutex>
#include <system_error>
#include <vector>

#include "signals/signal_mask.hpp"
#include "signals/signal_watch.hpp"

namespace naru::detail {

class signal_registry final : public signal_watches {
 public:
  /// Never destroyed: a signal may come while the program's static objects go.
  [[nodiscard]] static signal_registry& instance();

  /// From here on `watch` gets the kinds of its mask, unless an error is returned.
  [[nodiscard]] std::error_code add(signal_watch& watch);
  void remove(signal_watch& watch) noexcept override;

  /// Tells every watch of that kind. False if there is none. On any thread, but not in a signal
  /// handler.
  bool deliver(signal_kind kind) noexcept;

 private:
  [[nodiscard]] std::error_code take(signal_mask kinds);
  void give_back(signal_mask kinds) noexcept;

  std::mutex changing_;
  std::array<unsigned, signal_kinds.size()> watched_{};  // by how many watches, for each kind
  std::mutex delivering_;
  std::vector<signal_watch*> watches_;  // written with both mutexes held
};

}  // namespace naru::detail
