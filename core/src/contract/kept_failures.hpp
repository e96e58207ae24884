// kept_failures: the exceptions that leave completion functions while ordinary code waits for
// something that it cannot leave alone. The first is thrown again in the end; later ones are
// reported, so none is lost.
#pragma once

#include <exception>
#include <string_view>

#include "contract/report_failure.hpp"

namespace naru::detail {

class kept_failures {
 public:
  /// `where` says in a report where a later exception came from.
  kept_failures(const proactor& owner, std::string_view where) noexcept
      : owner_(owner), where_(where) {}

  /// Keeps or reports the exception that is being handled.
  void add_current() noexcept {
    if (first_) {
      report_failure(owner_, std::current_exception(), where_);
    } else {
      first_ = std::current_exception();
    }
  }
  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  /// Throws the first one, if there is one.
  void throw_first() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  const proactor& owner_;
  const std::string_view where_;
  std::exception_ptr first_;
};

}  // namespace naru::detail
