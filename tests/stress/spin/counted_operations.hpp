// counted_operations: operations for calls at random, each of which has to complete exactly once.
#pragma once

#include <naru/operation.hpp>

#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace spin {

/// One with a buffer of its own, so that whatever is pending may use it.
class counted_operation final : public naru::operation {
 public:
  counted_operation() : operation(&counted_operation::complete) {}

  std::array<std::byte, 64> data{};
  const char* call = "";  // that it was started with last

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

  /// Whichever is idle from `place` on, to be started now; null where all are pending.
  [[nodiscard]] counted_operation* take(std::size_t place);
  /// Any of them, whatever it does.
  [[nodiscard]] counted_operation& at(std::size_t place) { return all_[place % all_.size()]; }

  [[nodiscard]] std::size_t started() const { return started_; }
  [[nodiscard]] std::size_t completed() const { return completed_; }
  /// The calls of those that are pending.
  [[nodiscard]] std::string pending() const;
  /// Completions of what had not been started.
  [[nodiscard]] std::size_t surplus() const { return surplus_; }

 private:
  friend class counted_operation;

  std::array<counted_operation, 64> all_;
  std::atomic<std::size_t> started_{0};
  std::atomic<std::size_t> completed_{0};
  std::atomic<std::size_t> surplus_{0};
};

}  // namespace spin
