// checks: the first invariant of a run that does not hold, and what the run has done so far.
//
// A session's function must not throw for this, because the library would take the exception for
// the session's own. So a finding is kept here, and whoever runs the world looks after each step.
#pragma once

#include <naru/simulation.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace mix {

/// The figures of a run.
struct tally {
  std::uint64_t connections = 0;
  std::uint64_t messages_sent = 0;
  std::uint64_t messages_received = 0;
  std::uint64_t datagrams = 0;
  std::uint64_t faults = 0;
  std::uint64_t restarts = 0;
};

class checks {
 public:
  explicit checks(const naru::simulation& world) noexcept : world_(world) {}

  /// If it does not hold, the run fails with `sentence`, which says what is wrong.
  void require(bool holds, std::string_view sentence) {
    if (!holds) note(sentence);
  }
  [[nodiscard]] bool failed() const noexcept { return !sentence_.empty(); }
  /// Of the first failure, like the time.
  [[nodiscard]] const std::string& sentence() const noexcept { return sentence_; }
  [[nodiscard]] naru::simulation::duration when() const noexcept { return when_; }

  tally done;

 private:
  void note(std::string_view sentence) {
    if (failed()) return;
    sentence_ = sentence;
    when_ = world_.elapsed();
  }

  const naru::simulation& world_;
  std::string sentence_;
  naru::simulation::duration when_{};
};

}  // namespace mix
