// simulated_backend: the backend that is a library of its own, and not in every build. There is one
// implementation with it, in simulated/, and one without.
#pragma once

#include <naru/proactor.hpp>
#include <naru/signal_kind.hpp>

#include <chrono>
#include <memory>
#include <string_view>
#include <system_error>

namespace contract {

inline constexpr std::string_view simulated = "simulated";

[[nodiscard]] bool has_simulated_backend() noexcept;
/// A proactor of the one simulated host of this process. Throws std::invalid_argument if this build
/// has no such backend.
[[nodiscard]] std::unique_ptr<naru::proactor> simulated_proactor(
    const naru::proactor_options& options);
/// The clock of that host.
[[nodiscard]] naru::proactor::time_point simulated_now() noexcept;
std::error_code raise_simulated(naru::signal_kind kind) noexcept;
/// The time of that host passes without anything happening.
void spend_simulated_time(std::chrono::nanoseconds time);

}  // namespace contract
