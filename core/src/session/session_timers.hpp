// session_timers: the functions that a session runs later or every period. They are made when the
// session first asks for one.
#pragma once

#include <naru/detail/once_function.hpp>
#include <naru/session/session_base.hpp>

#include <memory>
#include <utility>

#include "functions/function_timers.hpp"

namespace naru::detail {

class session_timers final : public function_place {
 public:
  explicit session_timers(session_base& session) : session_(session) {}

  [[nodiscard]] function_timers& timers() noexcept { return timers_; }

  bool deliver(once_function function) override { return session_.post(std::move(function)); }
  [[nodiscard]] std::shared_ptr<void> keep() override { return session_.shared_from_this(); }

 private:
  session_base& session_;
  function_timers timers_{session_.owner(), *this};
};

}  // namespace naru::detail
