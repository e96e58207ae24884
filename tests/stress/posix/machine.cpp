#include "../machine.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <system_error>

extern char** environ;  // required by POSIX, but no header declares it

namespace stress {

std::size_t many_connections() noexcept { return 10'000; }

const char* second_process::impossible_because() noexcept { return nullptr; }

second_process::second_process(const std::vector<std::string>& arguments, const char* variable,
                               const std::string& value) {
  std::string program = NARU_STRESS_PROGRAM;
  std::vector<std::string> strings = arguments;
  std::vector<char*> pointers{program.data()};
  for (std::string& each : strings) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  pid_t id = 0;
  setenv(variable, value.c_str(), 1);
  const int error = posix_spawn(&id, program.c_str(), nullptr, nullptr, pointers.data(), environ);
  unsetenv(variable);
  if (error != 0) throw std::system_error(error, std::generic_category(), program);
  native_ = reinterpret_cast<void*>(static_cast<std::intptr_t>(id));
}

second_process::~second_process() { wait(); }

int second_process::wait() {
  if (native_ == nullptr) return status_;
  const auto id = static_cast<pid_t>(reinterpret_cast<std::intptr_t>(native_));
  int status = 0;
  while (waitpid(id, &status, 0) < 0 && errno == EINTR) {
  }
  native_ = nullptr;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return status_;
}

}  // namespace stress
