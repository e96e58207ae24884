// A machine whose network is in the memory of the process: see tests/kernel.
#include "../machine.hpp"

#include <system_error>

namespace stress {

std::size_t many_connections() noexcept { return 10'000; }

const char* second_process::impossible_because() noexcept {
  return "the kernel of the tests has a single process";
}

second_process::second_process(const std::vector<std::string>&, const char*, const std::string&) {
  throw std::system_error(std::make_error_code(std::errc::function_not_supported));
}

second_process::~second_process() = default;

int second_process::wait() { return status_; }

}  // namespace stress
