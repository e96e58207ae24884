// fault_switch: whether something is wrong now. A program turns it on and off, and planned faults
// hold it on meanwhile. So faults that overlap do not end each other.
#pragma once

#include <cassert>

namespace naru::detail {

class fault_switch {
 public:
  [[nodiscard]] bool is_on() const noexcept { return is_set_ || held_ != 0; }
  void set(bool on) noexcept { is_set_ = on; }
  void hold() noexcept { ++held_; }
  void let_go() noexcept {
    assert(held_ != 0);
    --held_;
  }

 private:
  bool is_set_ = false;
  unsigned held_ = 0;
};

}  // namespace naru::detail
