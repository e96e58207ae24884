#include "../machine.hpp"

#include <windows.h>

#include <array>
#include <system_error>

#include "system.hpp"

namespace stress {
namespace {

std::string this_program() {
  std::array<char, 4096> path{};
  GetModuleFileNameA(nullptr, path.data(), static_cast<DWORD>(path.size()));
  return path.data();
}

}  // namespace

// For each connection Wine's server takes a hundred times as long as a kernel.
std::size_t many_connections() noexcept { return contract::is_emulated() ? 2'000 : 10'000; }

const char* second_process::impossible_because() noexcept { return nullptr; }

second_process::second_process(const std::vector<std::string>& arguments, const char* variable,
                               const std::string& value) {
  std::string command = '"' + this_program() + '"';
  for (const std::string& each : arguments) command.append(" ").append(each);
  STARTUPINFOA startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION started{};
  SetEnvironmentVariableA(variable, value.c_str());
  const BOOL created = CreateProcessA(nullptr, command.data(), nullptr, nullptr, FALSE, 0, nullptr,
                                      nullptr, &startup, &started);
  const DWORD error = GetLastError();
  SetEnvironmentVariableA(variable, nullptr);
  if (created == FALSE) {
    throw std::system_error(static_cast<int>(error), std::system_category(), command);
  }
  CloseHandle(started.hThread);
  native_ = started.hProcess;
}

second_process::~second_process() { wait(); }

int second_process::wait() {
  if (native_ == nullptr) return status_;
  WaitForSingleObject(native_, INFINITE);
  DWORD status = 0;
  GetExitCodeProcess(native_, &status);
  CloseHandle(native_);
  native_ = nullptr;
  status_ = static_cast<int>(status);
  return status_;
}

}  // namespace stress
