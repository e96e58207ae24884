// loops: the proactors of a server and the threads that run them.
#pragma once

#include <naru/naru.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include "../options.hpp"

namespace bench {

class loops {
 public:
  explicit loops(const options& chosen);

  /// The proactor of the listener.
  [[nodiscard]] naru::proactor& first() noexcept { return *proactors_.front(); }
  /// The proactor for the next connection.
  [[nodiscard]] naru::proactor& next() noexcept;
  /// Runs all of them, for ever.
  void run();

 private:
  std::size_t threads_each_;
  std::size_t turn_of_ = 0;
  std::vector<std::unique_ptr<naru::proactor>> proactors_;
};

}  // namespace bench
