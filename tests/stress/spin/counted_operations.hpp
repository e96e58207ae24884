// counted_operations: operations for random calls. Each of them has to complete exactly once.
#pragma once

#include <naru/operation.hpp>

#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace spin {

/// An operation with a buffer of its own, which a pending call may use.
class counted_operation final : public naru::operation {
 public:
  counted_operation() : operation(&counted_operation::complete) {}

  std::array<std::byte, 64> data{};
  const char* call = "";  // the call by which it was started last

 private:
  friend class counted_operations;
  enum class state : std::uint8_t { idle, started };

  static void complete(naru::operation& self);

  class counted_operations* all_ = nullptr;
  std::atomic<state> state_{state::idle};
};

class counted_operations {
 public:
  counted_operations();

  /// An operation that is idle, from `place` on, to be started now; null if all are pending.
  [[nodiscard]] counted_operation* take(std::size_t place);
  /// Any of the operations, whatever it does.
  [[nodiscard]] counted_operation& at(std::size_t place) { return all_[place % all_.size()]; }

  [[nodiscard]] std::size_t started() const { return started_; }
  [[nodiscard]] std::size_t completed() const { return completed_; }
  /// The calls of the pending operations.
  [[nodiscard]] std::string pending() const;
  /// The number of completions of operations that had not been started.
  [[nodiscard]] std::size_t surplus() const { return surplus_; }

 private:
  friend class counted_operation;

  std::array<counted_operation, 64> all_;
  std::atomic<std::size_t> started_{0};
  std::atomic<std::size_t> completed_{0};
  std::atomic<std::size_t> surplus_{0};
};

}  // namespace spin
