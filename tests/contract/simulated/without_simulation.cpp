#include "simulated_backend.hpp"

#include <stdexcept>

namespace contract {

bool has_simulated_backend() noexcept { return false; }

std::unique_ptr<naru::proactor> simulated_proactor(const naru::proactor_options&) {
  throw std::invalid_argument("this build has no simulated backend");
}

naru::proactor::time_point simulated_now() noexcept { return {}; }

std::error_code raise_simulated(naru::signal_kind) noexcept {
  return std::make_error_code(std::errc::operation_not_supported);
}

void spend_simulated_time(std::chrono::nanoseconds) {}

}  // namespace contract
