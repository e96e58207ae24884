// lockstep: rounds that are the same in every run, for counts that must not depend on time. Before
// each round the server has done everything and rests. It stands still until the whole round has
// been sent, so it finds all of it at once.
#pragma once

#include "options.hpp"

namespace bench {

class lockstep {
 public:
  explicit lockstep(const options& chosen) noexcept
      : server_(chosen.lockstep ? chosen.server : 0) {}

  [[nodiscard]] explicit operator bool() const noexcept { return server_ != 0; }

  /// Waits until the server has nothing left to do. Throws std::runtime_error if that takes too
  /// long. Without lockstep it does nothing.
  void rest() const;

  /// Without lockstep this only calls `ask`.
  template <class Ask>
  void round(Ask ask) const {
    if (server_ == 0) return ask();
    rest();
    const stopped meanwhile(server_);
    ask();
  }

 private:
  // The server stands still as long as this exists.
  class stopped {
   public:
    explicit stopped(int server);
    ~stopped();
    stopped(const stopped&) = delete;
    stopped& operator=(const stopped&) = delete;

   private:
    int server_;
  };

  int server_;  // 0: no lockstep
};

}  // namespace bench
