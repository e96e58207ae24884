#include <naru/simulation/minimise.hpp>

#include <algorithm>
#include <utility>

#include "simulated/time_text.hpp"

namespace naru {
namespace {

using duration = fault::duration;

class minimiser {
 public:
  minimiser(failing_run found, const std::function<bool(const failing_run&)>& fails,
            const minimise_options& options)
      : least_(std::move(found)),
        fails_(fails),
        runs_left_(options.runs_max),
        precision_(std::max(options.precision, duration(1))) {}

  failing_run run() {
    // Each step may make another one possible.
    for (failing_run before; before != least_ && runs_left_ != 0;) {
      before = least_;
      drop_faults();
      shorten_run();
      shorten_faults();
    }
    return std::move(least_);
  }

 private:
  /// Keeps the candidate if it fails.
  bool keep_if_it_fails(failing_run candidate) {
    if (runs_left_ == 0) return false;
    --runs_left_;
    if (!fails_(candidate)) return false;
    least_ = std::move(candidate);
    return true;
  }

  // Delta debugging: large parts first, then smaller ones, then each fault.
  void drop_faults() {
    for (std::size_t part = least_.faults.size(); part != 0; part /= 2) {
      for (std::size_t from = 0; from < least_.faults.size();) {
        failing_run candidate = least_;
        const auto begin = candidate.faults.begin() + static_cast<std::ptrdiff_t>(from);
        const std::size_t size = std::min(part, candidate.faults.size() - from);
        candidate.faults.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
        if (!keep_if_it_fails(std::move(candidate))) from += part;
      }
    }
  }

  /// Looks for the shortest time with which a run still fails. `set` puts a time into a candidate.
  template <class Set>
  void shorten(duration longest, Set set) {
    duration shortest{};
    while (longest - shortest > precision_ && runs_left_ != 0) {
      const duration middle = shortest + (longest - shortest) / 2;
      failing_run candidate = least_;
      set(candidate, middle);
      (keep_if_it_fails(std::move(candidate)) ? longest : shortest) = middle;
    }
  }

  // A fault that would begin behind the end is dropped with it.
  void shorten_run() {
    shorten(least_.length, [](failing_run& candidate, duration length) {
      candidate.length = length;
      std::erase_if(candidate.faults, [&](const fault& each) { return each.at >= length; });
    });
  }

  void shorten_faults() {
    for (std::size_t i = 0; i < least_.faults.size(); ++i) {
      shorten(least_.faults[i].length, [i](failing_run& candidate, duration length) {
        candidate.faults[i].length = length;
      });
    }
  }

  failing_run least_;
  const std::function<bool(const failing_run&)>& fails_;
  std::size_t runs_left_;
  const duration precision_;
};

}  // namespace

std::string to_string(const failing_run& run) {
  std::string text =
      "seed " + std::to_string(run.seed) + " for " + detail::seconds_text(run.length);
  for (const fault& each : run.faults) text += "\n  " + to_string(each);
  return text;
}

failing_run minimise(failing_run found, const std::function<bool(const failing_run&)>& fails,
                     const minimise_options& options) {
  return minimiser(std::move(found), fails, options).run();
}

}  // namespace naru
