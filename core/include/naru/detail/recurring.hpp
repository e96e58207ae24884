// recurring: a function that runs every period, with the beats that it missed.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/tick.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace naru::detail {

/// The functions that can run every period.
template <class Function>
concept tick_function = std::invocable<Function&> || std::invocable<Function&, const tick&>;

class NARU_API recurring {
 public:
  recurring() = default;
  recurring(const recurring&) = delete;
  recurring& operator=(const recurring&) = delete;
  virtual ~recurring() = default;
  virtual void call(const tick& now) = 0;
};

template <tick_function Function>
class recurring_function final : public recurring {
 public:
  explicit recurring_function(Function function) : function_(std::move(function)) {}
  void call([[maybe_unused]] const tick& now) override {
    if constexpr (std::invocable<Function&, const tick&>) {
      function_(now);
    } else {
      function_();
    }
  }

 private:
  Function function_;
};

template <tick_function Function>
[[nodiscard]] std::unique_ptr<recurring> make_recurring(Function function) {
  return std::make_unique<recurring_function<Function>>(std::move(function));
}

}  // namespace naru::detail
