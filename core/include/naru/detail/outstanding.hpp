// outstanding: keeps run from returning while it lives, like an operation that is pending. The
// destruction of the proactor waits for its end.
#pragma once

#include <naru/detail/proactor_access.hpp>
#include <naru/proactor.hpp>

#include <utility>

namespace naru::detail {

class outstanding {
 public:
  explicit outstanding(proactor& owner) noexcept : owner_(&owner) {
    proactor_access::add_work(owner);
  }
  outstanding(outstanding&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
  outstanding& operator=(outstanding&&) = delete;
  ~outstanding() {
    if (owner_ != nullptr) proactor_access::remove_work(*owner_);
  }

  [[nodiscard]] proactor& owner() const noexcept { return *owner_; }

 private:
  proactor* owner_;
};

}  // namespace naru::detail
